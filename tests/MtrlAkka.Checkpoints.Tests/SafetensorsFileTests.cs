using System.Buffers.Binary;
using System.Text;
using CsCheck;

namespace MtrlAkka.Checkpoints.Tests;

public class SafetensorsFileTests
{
    private static byte[] Write(SafetensorsFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static byte[] WithHeader(string header, int dataBytes)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), bytes = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }

    [Fact]
    public void Any_tensors_and_metadata_come_back() =>
        Gen.Select(
            Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 9], Gen.Float.Array[0, 20])[0, 5],
            Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 9], Gen.String)[0, 4]).Sample((tensors, metadata) =>
        {
            var file = new SafetensorsFile(tensors.Select(static t => NamedTensor.Of<float>(t.Key, t.Value, t.Value.Length)), metadata);
            byte[] bytes = Write(file);
            var again = SafetensorsFile.Parse(bytes);
            Assert.Equal(metadata, again.Metadata);
            foreach (var (name, values) in tensors) Assert.Equal(values, again[name].As<float>().ToArray());
            Assert.Equal(0, (BinaryPrimitives.ReadInt64LittleEndian(bytes) + 8) % 8);
        });

    [Fact]
    public void Every_element_type_and_a_scalar_come_back()
    {
        byte[] bytes = Write(new SafetensorsFile(
        [
            NamedTensor.Of<double>("f64", [1.5, -2], 2, 1),
            NamedTensor.Of<long>("i64", [long.MinValue], 1),
            NamedTensor.Of<int>("i32", [7]),
            NamedTensor.Of<float>("f32", [0.5f], 1, 1, 1),
            NamedTensor.Of<byte>("u8", [255, 0, 1], 3),
        ]));
        var file = SafetensorsFile.Parse(bytes);
        Assert.Equal([1.5, -2], file["f64"].ToDoubles());
        Assert.Equal([2L, 1], file["f64"].Shape);
        Assert.Equal(long.MinValue, file["i64"].As<long>()[0]);
        Assert.Empty(file["i32"].Shape);
        Assert.Equal(7, file["i32"].As<int>()[0]);
        Assert.Equal([0.5], file["f32"].ToDoubles());
        Assert.Equal([255, 0, 1], file["u8"].Data.ToArray());
        Assert.Equal(["f64", "i64", "i32", "f32", "u8"], file.Tensors.Select(static tensor => tensor.Name));
        Assert.Equal(bytes, Write(file));
        Assert.True(file.Contains("u8"));
        Assert.Contains("'other'", Assert.Throws<InvalidDataException>(() => file["other"]).Message);
        Assert.Throws<InvalidDataException>(() => file["u8"].ToDoubles());
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 8, "another size than its shape")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "lies outside")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4, "lies outside")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}}", 4, "lies outside")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905],\"data_offsets\":[0,4]}}", 4, "not valid")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-1],\"data_offsets\":[0,4]}}", 4, "another size than its shape")]
    [InlineData("{\"a\":{\"dtype\":\"0\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "element type")]
    [InlineData("{\"a\":{\"dtype\":\"I128\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "element type")]
    [InlineData("{\"a\":{\"dtype\":7,\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "not valid")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "not valid")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "not valid")]
    [InlineData("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "not valid")]
    [InlineData("{\"a\":1}", 0, "not valid")]
    [InlineData("[]", 0, "not valid")]
    [InlineData("{", 0, "not valid")]
    public void A_damaged_header_is_named(string header, int dataBytes, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Parse(WithHeader(header, dataBytes)));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Any_cut_is_refused_and_the_file_named()
    {
        byte[] bytes = Write(new SafetensorsFile([NamedTensor.Of<float>("a", [1, 2, 3], 3)]));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => SafetensorsFile.Parse(bytes.AsMemory(0, length)));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["cut.safetensors"], bytes[..12]);
        Assert.Contains("cut.safetensors", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(folder["cut.safetensors"])).Message);
    }

    [Fact]
    public void Any_damaged_byte_of_the_header_is_refused_or_read_never_another_error() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Byte).Sample((at, value) =>
        {
            byte[] bytes = Write(new SafetensorsFile([NamedTensor.Of<float>("a", [1, 2, 3], 3)], new Dictionary<string, string> { ["k"] = "v" }));
            bytes[at % (bytes.Length - 12)] = value;
            try
            {
                SafetensorsFile.Parse(bytes);
            }
            catch (InvalidDataException)
            {
            }
        });
}
