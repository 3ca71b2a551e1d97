using System.Text;
using MtrlAkka.Dashboard.Metrics;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>What is read of a run's files while they are written.</summary>
public class MetricsTests
{
    [Fact]
    public void A_track_keeps_its_memory_and_its_newest_figure()
    {
        var track = new MetricTrack();
        for (int i = 0; i < 100_000; i++)
        {
            track.Add(i, i, -i);
            if (i % 997 != 0) continue;
            var series = track.Series;
            Assert.Equal((double)i, series.LastStep);
            Assert.Equal(-(double)i, series.Last);
            Assert.InRange(series.Count, Math.Min(i + 1, MetricTrack.Most / 2), MetricTrack.Most);
        }

        var kept = track.Series;
        double[] gaps = [.. Enumerable.Range(1, kept.Count - 1).Select(i => kept.Steps[i] - kept.Steps[i - 1])];
        Assert.All(gaps, static gap => Assert.InRange(gap, 1, 2.0 * 100_000 / MetricTrack.Most * 2));
    }

    [Fact]
    public void What_a_series_showed_does_not_change_when_steps_are_done_again()
    {
        var track = new MetricTrack();
        foreach (int step in new[] { 10, 20, 30 }) track.Add(step, 0, step);
        var before = track.Series;
        track.Add(20, 1, 21);
        Assert.Equal([10, 20, 30], before.Values.Take(before.Count));
        Assert.Equal([10, 21], track.Series.Values.Take(track.Series.Count));
    }

    [Fact]
    public void A_file_is_read_as_it_grows_and_anew_where_another_took_its_place()
    {
        using var folder = new TemporaryFolder();
        var tail = new LineTail(folder["lines"]);
        var read = new List<string>();
        int anew = 0;
        Assert.False(Read());
        File.WriteAllText(folder["lines"], "one\ntwo\nthr");
        Read();
        Assert.Equal(["one", "two"], read);
        File.AppendAllText(folder["lines"], "ee\nfour\n");
        Read();
        Assert.Equal(["one", "two", "three", "four"], read);
        // As long as before, and other lines: a run that went back to its last commit.
        File.WriteAllText(folder["new"], "one\ntwo\nTHREE\nFOUR\nfive\n");
        File.Move(folder["new"], folder["lines"], overwrite: true);
        Read();
        Assert.Equal(["one", "two", "THREE", "FOUR", "five"], read);
        Assert.Equal(2, anew);

        bool Read() => tail.Read(
            () =>
            {
                anew++;
                read.Clear();
            },
            line => read.Add(Encoding.UTF8.GetString(line)));
    }

    [Fact]
    public void Half_a_line_and_what_is_no_number_cost_nothing_else()
    {
        var book = new MetricBook();
        foreach (string line in new[] { """{"step":12,"time":1,"a":0.5,"b":null}""", """{"step":24,"time":2,"a":0.""", "", "[1]", """{"step":36,"time":3,"a":1.5,"b":2}""" })
            book.Add(Encoding.UTF8.GetBytes(line));
        Assert.Equal([0.5, 1.5], book.Series["a"].Values.Take(book.Series["a"].Count));
        Assert.Equal(2, book.Series["b"].Last);
        Assert.Equal(2, book.Series.Count);
    }

    [Fact]
    public void Warnings_are_told_from_other_lines_and_their_holes_filled()
    {
        Assert.Null(Parse("""{"@t":"2026-11-23T09:00:00Z","@mt":"all is well"}"""));
        Assert.Null(Parse("""{"@t":"2026-11-23T09:00:00Z","@mt":"cut","@l":"Warn"""));
        var warning = Parse("""{"@t":"2026-11-23T09:00:00Z","@mt":"{Task} broke {Times:0} times {Unknown}","@l":"Warning","Task":"reach","Times":3}""")!;
        Assert.Equal(("reach broke 3 times {Unknown}", false), (warning.Text, warning.Error));
        var error = Parse("""{"@t":"2026-11-23T09:00:00Z","@mt":"it fell","@l":"Error","@x":"System.IO.IOException: disk full\n   at X"}""")!;
        Assert.Equal(("it fell (System.IO.IOException: disk full)", true), (error.Text, error.Error));

        static LogWarning? Parse(string line) => LogWarning.Parse(Encoding.UTF8.GetBytes(line), null);
    }

    [Fact]
    public void A_map_has_the_layers_of_each_network_over_the_same_steps()
    {
        var book = new MetricBook();
        for (int step = 1; step <= 200; step++)
            book.Add(Encoding.UTF8.GetBytes($$"""{"step":{{step}},"time":0,"plasticity/update":1,"plasticity/actor/dormant":{{step}},"plasticity/actor/dormant/layer_0":1,"plasticity/critic_0/dormant/layer_0":2,"plasticity/actor/weight_norm":3}"""));
        Assert.Equal(["dormant", "weight_norm"], PlasticityMap.Measures(book.Series));
        var maps = PlasticityMap.Of(book.Series, "dormant");
        Assert.Equal(["actor", "critic_0"], maps.Select(static map => map.Network));
        Assert.Equal(["", "layer_0"], maps[0].Layers);
        Assert.Equal(PlasticityMap.MostColumns, maps[0].Steps.Count);
        Assert.Equal((1.0, 200.0), (maps[0].Steps[0], maps[0].Steps[^1]));
        Assert.Equal(maps[0].Steps, maps[0].Values[0]);
    }
}
