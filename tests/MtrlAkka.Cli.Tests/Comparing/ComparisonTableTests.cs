using MtrlAkka.Cli.Comparing;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cli.Tests.Comparing;

public class ComparisonTableTests
{
    [Fact]
    public void Cells_are_means_with_the_least_and_the_greatest()
    {
        var configuration = RunConfiguration.Load("quick", []);
        ComparedRun Run(string variant, int seed) => new(variant, $"{variant}-{seed}", configuration);
        var output = new StringWriter();
        ComparisonTable.Make(
        [
            (Run("one", 1), new RunFigures([1, 0.5, 0], 100, 10, 20, 60)), (Run("one", 2), new RunFigures([0.5, 0.5, 0], 200, 30, 40, 80)),
            (Run("two", 1), new RunFigures([1, 1, 1], 300, 5, 6, double.NaN)), (Run("two", 2), null), (Run("three", 1), null),
        ]).WriteMarkdown(output);
        string[] lines = output.ToString().Split('\n');
        Assert.Equal("| variant | seeds | width | parameters | reach-v3 | drawer-close-v3 | window-close-v3 | mean | return | dormant, actor | dormant, critics | seconds |", lines[0]);
        Assert.Equal("| one | 2 | 128 | 122,014 | 0.75 (0.50 to 1.00) | 0.50 | 0.00 | 0.42 (0.33 to 0.50) | 150 (100 to 200) | 20.0 (10.0 to 30.0) | 30.0 (20.0 to 40.0) | 70 |", lines[2]);
        Assert.Equal("| two | 1 of 2 | 128 | 122,014 | 1.00 | 1.00 | 1.00 | 1.00 | 300 | 5.0 | 6.0 | - |", lines[3]);
        Assert.Equal("| three | 0 of 1 | 128 | 122,014 | - | - | - | - | - | - | - | - |", lines[4]);
    }
}
