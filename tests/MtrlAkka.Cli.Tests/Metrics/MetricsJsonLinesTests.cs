using System.Text.Json;
using MtrlAkka.Cli.Metrics;

namespace MtrlAkka.Cli.Tests.Metrics;

public class MetricsJsonLinesTests
{
    [Fact]
    public void Each_write_is_a_line_with_step_time_and_tags()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        using (var lines = new MetricsJsonLines(folder["metrics.jsonl"], time))
        {
            lines.Write(5, [("charts/mean_success_rate", 0.5), ("losses/qf_loss", double.PositiveInfinity)]);
            lines.Write(6, []);
        }

        string line = Assert.Single(File.ReadAllLines(folder["metrics.jsonl"]));
        Assert.Equal("""{"step":5,"time":1763840000,"charts/mean_success_rate":0.5,"losses/qf_loss":null}""", line);
    }

    [Fact]
    public void Numbers_come_back_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        double value = 0.1 + 0.2;
        using (var lines = new MetricsJsonLines(folder["m"], new ManualTime())) lines.Write(1, [("x", value)]);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["m"]));
        Assert.Equal(value, json.RootElement.GetProperty("x").GetDouble());
    }

    [Fact]
    public void A_resume_drops_the_lines_past_its_step()
    {
        using var folder = new TemporaryFolder();
        string path = folder["m"];
        using (var lines = new MetricsJsonLines(path, new ManualTime()))
        {
            foreach (long step in (long[])[1, 2, 3, 4]) lines.Write(step, [("x", step)]);
        }

        using (var lines = new MetricsJsonLines(path, new ManualTime(), keepThrough: 2)) lines.Write(3, [("x", 30)]);
        Assert.Equal([1, 2, 30], Values(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("{\"step\":2,\"time\":1,\"x\":2")]
    [InlineData("{\"step\":2,\"ti")]
    [InlineData("\0\0\0\0")]
    [InlineData("{\"x\":2}\n")]
    public void A_line_cut_by_a_kill_is_removed(string cut)
    {
        using var folder = new TemporaryFolder();
        string path = folder["m"];
        File.WriteAllText(path, "{\"step\":1,\"time\":1,\"x\":1}\n" + cut);
        using (var lines = new MetricsJsonLines(path, new ManualTime())) lines.Write(2, [("x", 20)]);
        Assert.Equal([1, 20], Values(path));
    }

    [Fact]
    public void A_whole_last_line_without_its_end_is_kept()
    {
        using var folder = new TemporaryFolder();
        string path = folder["m"];
        File.WriteAllText(path, "{\"step\":1,\"time\":1,\"x\":1}");
        using (var lines = new MetricsJsonLines(path, new ManualTime())) lines.Write(2, [("x", 2)]);
        Assert.Equal([1, 2], Values(path));
    }

    [Fact]
    public void A_sound_file_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        string path = folder["m"];
        using (var lines = new MetricsJsonLines(path, new ManualTime())) lines.Write(1, [("x", 1)]);
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, written);
        using (new MetricsJsonLines(path, new ManualTime(), keepThrough: 1))
        {
            Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        }
    }

    private static double[] Values(string path) => [.. File.ReadAllLines(path).Select(line =>
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("x").GetDouble();
    })];
}
