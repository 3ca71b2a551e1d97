using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Metrics;

namespace MtrlAkka.Cli.Tests.Display;

public class TextTableTests
{
    [Fact]
    public void Names_stand_to_the_left_and_numbers_to_the_right()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var table = new TextTable("task", ">goals", "state");
        table.Add("reach", "5", "done");
        table.Add("drawer-close", "12345", "");
        table.Write(output);
        Assert.Equal(
            """
            task          goals  state
            reach             5  done
            drawer-close  12345

            """,
            output.ToString());
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_500, "1.5 kB")]
    [InlineData(2_075_561, "2.1 MB")]
    [InlineData(3_000_000_000, "3.0 GB")]
    public void Sizes_are_short(long bytes, string expected) => Assert.Equal(expected, Figures.Bytes(bytes));
}
