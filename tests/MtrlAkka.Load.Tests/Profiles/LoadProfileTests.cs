using MtrlAkka.Load.Profiles;

namespace MtrlAkka.Load.Tests.Profiles;

/// <summary>Profiles as people write them.</summary>
public class LoadProfileTests
{
    [Fact]
    public void A_profile_is_read_as_it_is_written()
    {
        const string Text = "warm-up 50/s 5s, ramp 50..500/s 20s, spike 1000/s 2s, steady 50/s 10s";
        var profile = LoadProfile.Parse(Text);
        Assert.Equal(Text, profile.ToString());
        Assert.Equal(TimeSpan.FromSeconds(37), profile.Lasting);
        Assert.Equal([false, true, true, true], profile.Segments.Select(static segment => segment.Counts));
        Assert.Equal(275.0 * 20, profile.Segments[1].Requests, 1e-9);
        Assert.Equal(120, LoadProfile.Parse("5..10/s 2m").Lasting.TotalSeconds);
    }

    [Theory]
    [InlineData("", "''")]
    [InlineData("100/s", "'100/s'")]
    [InlineData("10/s 5s, fast", "'fast'")]
    [InlineData("10/s 0s", "longer than 0 s")]
    [InlineData("-5/s 1s", "'-5/s 1s'")]
    public void What_is_none_is_named(string text, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => LoadProfile.Parse(text)).Message, StringComparison.Ordinal);
}
