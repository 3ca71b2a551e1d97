using MtrlAkka.Checkpoints;
using MtrlAkka.Cli.Verification;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cli.Tests.Commands;

public class GoldenFolderTests
{
    [Fact]
    public void Tasks_that_are_not_known_are_counted_unless_they_are_asked_for()
    {
        using var folder = new TemporaryFolder();
        foreach (string task in new[] { "reach-v3", "juggle-v3" }) File.WriteAllBytes(folder[$"{task}.safetensors"], []);
        var golden = new GoldenFolder(folder.Path, []);
        Assert.Equal(["reach-v3"], golden.Tasks);
        Assert.Equal(["juggle-v3"], golden.Unknown);
        Assert.Throws<MetaWorldException>(() => new GoldenFolder(folder.Path, ["juggle"]));
        Assert.Contains("push-v3.safetensors", Assert.Throws<InvalidDataException>(() => new GoldenFolder(folder.Path, ["push"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        foreach (string path in new[] { folder.Path, folder["absent"] })
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => new GoldenFolder(path, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_kind_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder["reach-v3.safetensors"];
        using (var stream = File.Create(path)) new SafetensorsFile([NamedTensor.Of<float>("x", [1], 1)]).Write(stream);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => new GoldenFolder(folder.Path, []).Read("reach-v3")).Message, StringComparison.Ordinal);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => GoldenFolder.ReadGoals(path)).Message, StringComparison.Ordinal);
    }
}
