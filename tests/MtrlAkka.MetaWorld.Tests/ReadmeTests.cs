namespace MtrlAkka.MetaWorld.Tests;

/// <summary>The example in the README is the one that is tested.</summary>
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("csharp", "TouchBall.cs")]
    [InlineData("xml", "touch-ball.xml")]
    public void It_shows_the_example_as_it_is(string language, string file)
    {
        string folder = Repository();
        string example = File.ReadAllText(Path.Combine(folder, "tests", "MtrlAkka.MetaWorld.Tests", "Examples", file));
        string readme = File.ReadAllText(Path.Combine(folder, "src", "MtrlAkka.MetaWorld", "README.md"));
        Assert.Contains($"```{language}\n{example}```", readme, StringComparison.Ordinal);
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MtrlAkka.sln"))) return folder.FullName;
        throw new InvalidOperationException("the tests do not run from the repository");
    }
}
