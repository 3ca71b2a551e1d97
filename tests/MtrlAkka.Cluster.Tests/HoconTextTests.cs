using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cluster.Tests;

/// <summary>HOCON that people write: brackets and quotes without a partner are named by their line, before Akka's parser, which would never end on some.</summary>
public sealed class HoconTextTests
{
    [Theory]
    [InlineData("a = [1, 2", "the '[' in line 1 is never closed")]
    [InlineData("a {\n  b = [1\n}", "the '}' in line 3 cannot close the '[' in line 2")]
    [InlineData("a {\n  b = 1\n", "the '{' in line 1 is never closed")]
    [InlineData("a = 1\n]", "the ']' in line 2 closes nothing")]
    [InlineData("a = \"b\nc = 1", "the quote in line 1 is never closed")]
    [InlineData("a = \"\"\"b\n\"\n\"", "the quote in line 1 is never closed")]
    [InlineData("a = \"\"\"b\n\n\"\"\"\nc = {", "the '{' in line 4 is never closed")]
    [InlineData("a = \"b\\\"\n", "the quote in line 1 is never closed")]
    public void What_is_not_closed_is_named_by_its_line(string text, string fault)
    {
        var error = Assert.Throws<SettingsException>(() => HoconText.Parse(text, "mine.conf"));
        Assert.Equal($"mine.conf is not valid HOCON: {fault}", error.Message);
    }

    [Theory]
    [InlineData("a = 1 # no [ here\n")]
    [InlineData("a = 1 // nor \" here")]
    [InlineData("b = \"[{\"\na = 1")]
    [InlineData("b = \"\\\"]\", a = 1")]
    [InlineData("b = \"\"\"}\n\"]\"\"\"\na = 1")]
    [InlineData("b = [{ c = [] }]\na = 1")]
    public void Brackets_in_comments_and_quotes_are_text(string text) => Assert.Equal(1, HoconText.Parse(text, "mine.conf").GetInt("a"));

    [Fact]
    public void A_setting_with_an_open_bracket_is_refused() => Assert.Equal(
        "--set environments.tasks=[reach is not valid HOCON: the '[' in line 1 is never closed",
        Assert.Throws<SettingsException>(() => RunConfiguration.Load("quick", ["environments.tasks=[reach"])).Message);
}
