using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Parameters;

namespace MtrlAkka.Studies.Tests;

/// <summary>Study files: those of the project, and what is said of bad ones.</summary>
public sealed class StudyFileTests : IDisposable
{
    private const string Good =
        """
        study {
          title = "T"
          question = "Q"
          axes = [tasks, width]
          axis {
            tasks {
              values = [one, two]
              of {
                one.settings.environments.tasks = [reach]
                two.settings.environments.tasks = [reach, push]
              }
            }
            width {
              values = [8, 16]
              sets = [learner.actor.width]
            }
          }
          plot {
            x = width
            measures = [success]
          }
          attempts = 2
          seeds = [1]
          scales.laptop.preset = quick
        }
        """;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("mtrl-study-").FullName, "mine.conf");

    public static TheoryData<string, string> Studies()
    {
        var all = new TheoryData<string, string>();
        foreach (string study in StudyFile.All)
        {
            foreach (string scale in new[] { "paper", "laptop" }) all.Add(study, scale);
        }

        return all;
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [MemberData(nameof(Studies))]
    public void Each_study_can_be_done_at_both_scales(string study, string scale)
    {
        var definition = StudyFile.Load(study).At(scale, [], null, "");
        Assert.Equal(definition.Axes.Aggregate(1, static (cells, axis) => cells * axis.Values.Count), definition.Cells.Count);
        definition.RequireUnchanged();
        // Cells that were the same would be an axis that sets nothing.
        Assert.Equal(definition.Cells.Count, definition.Cells.Select(static cell => cell.Hash).Distinct().Count());
        Assert.All(definition.Cells, cell =>
        {
            var settings = cell.Configuration(definition.Seeds[0]).Settings;
            Assert.True(settings.Learner.Plasticity.Interval > 0, $"{cell.Key} does not measure plasticity");
            Assert.Null(settings.Async);
        });
        Assert.Equal(scale == "laptop", definition.Note.Contains("laptop", StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_all_studies() => Assert.Equal(
        ["actor-critic", "architectures", "interventions", "parameter-scaling", "single-task", "task-count", "task-variations"], StudyFile.All);

    [Fact]
    public void Each_architecture_has_a_simple_network_of_its_size()
    {
        var definition = StudyFile.Load("architectures").At("laptop", [], null, "");
        foreach (var pair in definition.Cells.GroupBy(static cell => cell["architecture"]))
        {
            long[] counts = [.. pair.Select(static cell => ParameterTarget.Total(cell.Configuration(1).Settings.Learner.Sac))];
            Assert.Equal(2, counts.Length);
            Assert.InRange(Math.Abs(counts[0] - counts[1]) / (double)counts[0], 0, 0.05);
            Assert.Equal("multi-head", pair.Single(static cell => cell["network"] == "simple").Configuration(1).Settings.Learner.Sac.Critic.Architecture);
        }
    }

    [Fact]
    public void A_file_of_ones_own_is_a_grid()
    {
        var definition = Define(Good);
        Assert.Equal(["one-width8", "one-width16", "two-width8", "two-width16"], definition.Cells.Select(static cell => cell.Key));
        var settings = definition.Cells[3].Configuration(5).Settings;
        Assert.Equal((2, 16, 5u), (settings.Environments.Tasks.Count, settings.Learner.Sac.Actor.Width, settings.Seed));
    }

    [Theory]
    [InlineData("axes = [tasks, width]", "axes = [tasks, wdith]", "study.axis.wdith is missing")]
    [InlineData("question = \"Q\"", "quesiton = \"Q\"", "unknown key 'study.quesiton'; did you mean study.question?")]
    [InlineData("title = \"T\"", "", "lacks study.title")]
    [InlineData("title = \"T\"", "title = [\"T\"", "the '[' in line 2 is not closed before the '=' in line 3")]
    [InlineData("values = [8, 16]", "values = [8, 8]", "study.axis.width.values names 8 twice")]
    [InlineData("values = [8, 16]", "values = 8", "study.axis.width.values is a list")]
    [InlineData("values = [8, 16]", "values = [8, ab]", "the cell one-ab of the study: ")]
    [InlineData("learner.actor.width", "learner.actor.wdith", "unknown key 'learner.actor.wdith'; did you mean learner.actor.width")]
    [InlineData("x = width", "x = height", "study.plot.x = height is no axis")]
    [InlineData("measures = [success]", "measures = [sucess]", "unknown measure 'sucess'; did you mean success?")]
    [InlineData("attempts = 2", "attempts = 0", "study.attempts is how often a run is tried")]
    [InlineData("seeds = [1]", "seeds = [one]", "study.seeds has one, which is no seed")]
    [InlineData("laptop.preset = quick", "laptop.preset = qick", "unknown preset 'qick'; did you mean quick?")]
    [InlineData("laptop.preset", "desktop.preset", "unknown scale 'laptop'")]
    [InlineData("one.settings.environments.tasks = [reach]", "one.parameters-of = three", "study.axis.tasks.of.one.parameters-of = three is no other value")]
    public void What_is_wrong_in_a_file_is_named(string right, string wrong, string expected)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        var error = Assert.Throws<SettingsException>(() => Define(Good.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("parameter-scalin", "did you mean parameter-scaling?")]
    [InlineData("nowhere.conf", "there is no file 'nowhere.conf'")]
    public void A_study_that_is_not_there_is_named(string study, string expected) =>
        Assert.Contains(expected, Assert.Throws<SettingsException>(() => StudyFile.Load(study)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_keeps_to_the_study_that_it_was_begun_with()
    {
        var folder = new StudyFolder(Path.Combine(Path.GetDirectoryName(_path)!, "mine"));
        var definition = Define(Good);
        folder.Begin(definition);
        folder.Begin(definition with { Command = "another" });
        var error = Assert.Throws<SettingsException>(() => folder.Begin(definition with { Seeds = [1, 2] }));
        Assert.Contains("was begun with other seeds: 1: ./mtrl study resume mine goes on with it", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", Assert.Single(StudyFolder.All(Path.GetDirectoryName(_path)!)).Name);
        Assert.Contains("did you mean mine?", Assert.Throws<SettingsException>(() => StudyFolder.Find(Path.GetDirectoryName(_path)!, "mien")).Message, StringComparison.Ordinal);
    }

    private StudyDefinition Define(string text)
    {
        File.WriteAllText(_path, text);
        return StudyFile.Load(_path).At("laptop", [], null, "./mtrl study run mine.conf");
    }
}
