using CsCheck;

namespace MtrlAkka.Checkpoints.Tests;

public class EncodedStateTests
{
    [Fact]
    public void Comes_back_whatever_is_in_it() =>
        Gen.Dictionary(Gen.String, Gen.Double.Array)[0, 6].Sample(parts =>
        {
            var state = new EncodedState();
            foreach (var (name, values) in parts) state.Add<double>(name, values);
            var again = EncodedState.Parse(state.ToBytes());
            Assert.Equal(parts.Keys.Order(StringComparer.Ordinal), again.Names);
            foreach (var (name, values) in parts) Assert.Equal(values, again.Get<double>(name).ToArray());
            Assert.Equal(state.ToBytes(), again.ToBytes());
        });

    [Fact]
    public void Any_cut_or_addition_is_refused()
    {
        byte[] bytes = new EncodedState().Add("episode", 12L).Add("bytes", "abc"u8).ToBytes();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => EncodedState.Parse(bytes.AsMemory(0, length)));
        Assert.Throws<InvalidDataException>(() => EncodedState.Parse((byte[])[.. bytes, 0]));
        Assert.Equal(12, EncodedState.Parse(bytes).GetOne<long>("episode"));
    }

    [Fact]
    public void Damage_is_refused_or_seen_never_a_crash() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte).Sample((at, value) =>
        {
            byte[] bytes = new EncodedState().Add("episode", 12L).Add("bytes", "abc"u8).ToBytes();
            bytes[at % bytes.Length] = value;
            try
            {
                EncodedState.Parse(bytes);
            }
            catch (InvalidDataException)
            {
            }
        });

    [Fact]
    public void What_is_not_there_is_named()
    {
        var state = new EncodedState().Add("three", "abc"u8);
        Assert.Contains("'step'", Assert.Throws<InvalidDataException>(() => state.GetOne<long>("step")).Message);
        Assert.Contains("3 bytes", Assert.Throws<InvalidDataException>(() => state.Get<int>("three").Length).Message);
        Assert.Contains("no single Byte", Assert.Throws<InvalidDataException>(() => state.GetOne<byte>("three")).Message);
        Assert.Throws<ArgumentException>(() => state.Add("three", 1));
    }
}
