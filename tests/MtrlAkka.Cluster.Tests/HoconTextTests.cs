using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cluster.Tests;

/// <summary>HOCON that people write: what is none is named by its line, before Akka's parser, which would never end on some.</summary>
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
    [InlineData("a = [b, c?d]", "the '?' in line 1 must stand in quotes")]
    [InlineData("a = [b,\n c=d]", "the '[' in line 1 is not closed before the '=' in line 2, or that must stand in quotes")]
    [InlineData("a = b$c", "the '$' in line 1 must stand in quotes")]
    public void What_is_no_HOCON_is_named_by_its_line(string text, string fault)
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
    [InlineData("b = 1, a = ${b}, c = ${?d}")]
    public void Brackets_in_comments_and_quotes_are_text(string text) => Assert.Equal(1, HoconText.Parse(text, "mine.conf").GetInt("a"));

    [Fact]
    public void A_setting_with_an_open_bracket_is_refused() => Assert.Equal(
        "--set environments.tasks=[reach is not valid HOCON: the '[' in line 1 is never closed",
        Assert.Throws<SettingsException>(() => RunConfiguration.Load("quick", ["environments.tasks=[reach"])).Message);

    [Theory]
    [InlineData("a b")]
    [InlineData("a\\b\"c")]
    [InlineData("1e+5")]
    [InlineData("${a}*]")]
    [InlineData("")]
    [InlineData("cuda:1")]
    public void A_text_comes_back_from_the_file_it_was_written_to(string text)
    {
        Assert.Equal(text, HoconText.Parse($"a = {HoconText.Scalar(text)}", "config.conf").GetString("a"));
        Assert.Equal(text, HoconText.Unquoted(HoconText.Scalar(text)));
        Assert.Equal([text, "b"], HoconText.Parse($"a = [{HoconText.Scalar(text)}, b]", "config.conf").GetStringList("a"));
    }

    [Fact]
    public void Whatever_is_changed_in_a_file_it_is_read_or_refused()
    {
        const string Signs = "{}[]\"=:,.$#+?\\\n /()ab1";
        string good = File.ReadAllText(Path.Combine(RunConfiguration.HoconDirectory, "studies", "task-count.conf")), text = good;
        var random = new Random(1);
        int refused = 0;
        var reader = new Thread(() =>
        {
            for (int file = 0; file < 2000; file++)
            {
                text = good;
                for (int change = random.Next(1, 4); change > 0; change--)
                {
                    int at = random.Next(text.Length);
                    if (random.Next(2) == 0) text = text.Remove(at, 1);
                    if (random.Next(2) == 0) text = text.Insert(at, Signs.Substring(random.Next(Signs.Length), 1));
                }

                try
                {
                    HoconText.Parse(text, "mine.conf");
                }
                catch (SettingsException)
                {
                    refused++;
                }
            }
        });
        reader.Start();
        // A parser that never ends takes all memory: there is no going on.
        if (!reader.Join(TimeSpan.FromMinutes(1))) Environment.FailFast($"this is neither read nor refused after a minute:\n{text}");
        Assert.InRange(refused, 500, 1500);
    }
}
