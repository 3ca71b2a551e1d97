namespace MtrlAkka.MetaWorld.Tests;

public class NearestNamesTests
{
    private static readonly string[] Presets = ["mt10", "mt25", "mt50", "quick"];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("recah", "reach", 1)]
    [InlineData("quick", "qick", 1)]
    public void Distance_counts_edits_and_swaps(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestNames.Distance(a, b));
        Assert.Equal(expected, NearestNames.Distance(b, a));
    }

    [Fact]
    public void The_message_names_what_is_near() =>
        Assert.Equal("unknown preset 'qick'; did you mean quick?", NearestNames.Unknown("preset", "qick", Presets));

    [Fact]
    public void Several_come_nearest_first() =>
        Assert.Equal("unknown preset 'mt5'; did you mean mt25, mt50?", NearestNames.Unknown("preset", "mt5", Presets));

    [Fact]
    public void Where_nothing_is_near_it_says_what_there_is() =>
        Assert.Equal("unknown preset 'everything'; there are mt10, mt25, mt50, quick", NearestNames.Unknown("preset", "everything", Presets));

    [Fact]
    public void A_part_of_a_long_key_finds_it() =>
        Assert.Equal(["learner.batch-size"], NearestNames.To("Batch_Size", ["learner.batch-size", "learner.width", "environment.copies"]));

    [Fact]
    public void A_key_in_the_wrong_section_is_found_by_its_last_word() =>
        Assert.Equal(["learner.actor.width", "learner.critic.width"], NearestNames.To("learner.widht", ["learner.actor.width", "learner.critic.width", "learner.gamma"]));

    [Theory]
    [InlineData("recah", "unknown task 'recah'; did you mean reach?")]
    [InlineData("drawer_close-v3", "unknown task 'drawer_close'; did you mean drawer-close, door-close, drawer-open?")]
    public void A_task_is_found_without_its_ending(string given, string expected) =>
        Assert.Equal(expected, Assert.Throws<MetaWorldException>(() => TaskCatalog.FullName(given)).Message);

    [Fact]
    public void A_long_list_is_cut() =>
        Assert.EndsWith("(50 in all)", NearestNames.Unknown("task", "zzzzzz", [.. Enumerable.Range(0, 50).Select(i => $"task-{i}")]), StringComparison.Ordinal);
}
