using System.Text.Json;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class GoalTests
{
    public static TheoryData<string> Tasks => [.. Benchmarks.MT50.Tasks];

    [SharedTheory]
    [InlineData("mt10")]
    [InlineData("mt25")]
    [InlineData("mt50")]
    public void Goals_of_a_benchmark_equal_the_recorded_ones(string benchmark)
    {
        var file = Shared.Goals(benchmark);
        using var json = JsonDocument.Parse(file.Metadata["json"]);
        string[] order = [.. json.RootElement.GetProperty("order").EnumerateArray().Select(static e => e.GetString()!)];
        Assert.Equal(Benchmarks.Parse(benchmark).Tasks, order);
        var reports = GoalVerifier.Verify(order, 42, task => file[task].ToDoubles());
        Assert.All(reports, static report => Assert.Equal((50, 0), (report.Goals, report.Different)));
    }

    [SharedTheory]
    [MemberData(nameof(Tasks))]
    public void Goals_of_a_task_alone_equal_the_recorded_ones(string task)
    {
        var golden = Shared.Golden(task);
        var reports = GoalVerifier.Verify([task], 42, _ => golden.Goals);
        Assert.Equal(0, reports[0].Different);
    }

    [Fact]
    public void The_generator_gives_the_reference_sequence()
    {
        // First outputs of init_genrand(5489), from the authors' reference implementation.
        var random = new MersenneTwister(5489);
        Assert.Equal(3499211612u, random.NextUInt32());
        Assert.Equal(581869302u, random.NextUInt32());
        for (int i = 2; i < 9999; i++) random.NextUInt32();
        Assert.Equal(4123659995u, random.NextUInt32());
    }

    [Fact]
    public void Goals_keep_their_distance_and_their_range()
    {
        var table = GoalTable.Create(Benchmarks.MT10, 7, 200);
        for (int i = 0; i < table.GoalsPerTask; i++)
        {
            var push = table[1, i];
            Assert.InRange(push[0], -0.1, 0.1);
            Assert.InRange(push[4], 0.8, 0.9);
            Assert.True(Math.Sqrt(Math.Pow(push[0] - push[3], 2) + Math.Pow(push[1] - push[4], 2)) >= 0.15);
        }
    }

    [Fact]
    public void The_order_of_tasks_decides_their_goals()
    {
        var one = GoalTable.Create(["reach", "drawer-close"], 1);
        var other = GoalTable.Create(["drawer-close", "reach"], 1);
        Assert.False(one[0, 0].SequenceEqual(other[1, 0]));
    }
}
