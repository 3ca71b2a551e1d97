using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Studies.Tests;

/// <summary>What a study's folder keeps of its definition.</summary>
public sealed class StudyDefinitionTests : IDisposable
{
    private readonly StudyFolder _folder = new(Directory.CreateTempSubdirectory("mtrl-study-").FullName);

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    [Fact]
    public void A_definition_is_read_as_it_was_written()
    {
        var definition = SmallStudy.Of(cells: 2, seeds: 2, attempts: 3);
        File.WriteAllText(_folder.Definition, definition.ToText());
        var read = StudyDefinition.Read(_folder);
        Assert.Equal(definition.ToText(), read.ToText());
        Assert.Equal("16", read.Cells[1]["width"]);
        Assert.Equal(["w8-seed1", "w8-seed2", "w16-seed1", "w16-seed2"], _folder.ReadState().Runs.Select(static run => run.Name));
        Assert.All(_folder.ReadState().Runs, static run => Assert.Equal(StudyRunState.Waiting, run.State));
    }

    [Theory]
    [InlineData("{", "damaged")]
    [InlineData("{}", "damaged")]
    public void What_is_no_definition_is_named(string text, string expected)
    {
        File.WriteAllText(_folder.Definition, text);
        var error = Assert.Throws<SettingsException>(() => StudyDefinition.Read(_folder));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Definition, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_study_is_named()
    {
        var error = Assert.Throws<SettingsException>(() => StudyDefinition.Read(_folder));
        Assert.StartsWith($"there is no study in {_folder.Path}", error.Message, StringComparison.Ordinal);
    }
}
