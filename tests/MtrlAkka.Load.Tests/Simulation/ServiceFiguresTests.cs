using MtrlAkka.Load.Simulation.Figures;

namespace MtrlAkka.Load.Tests.Simulation;

/// <summary>Figures between and beyond the measured ones, and files of them.</summary>
public class ServiceFiguresTests
{
    [Fact]
    public void Updates_follow_operations_and_Amdahl()
    {
        // 2 s that no thread makes shorter, 8 that all share.
        var figures = SimulationFixture.Figures with { Updates = [new(1e9, 1, 10), new(1e9, 4, 4), new(1e12, 1, 5000)] };
        Assert.Equal(10, figures.UpdateSeconds(1e9, 1), 1e-9);
        Assert.Equal(6, figures.UpdateSeconds(1e9, 2), 1e-9);
        Assert.Equal(3, figures.UpdateSeconds(1e9, 8), 1e-9);
        Assert.Equal(20, figures.UpdateSeconds(2e9, 1), 1e-9);
        Assert.Equal(2500, figures.UpdateSeconds(5e11, 1), 1e-9);
        Assert.Equal(2500, figures.UpdateSeconds(1e12, 2), 1e-9);
    }

    [Fact]
    public void Answers_follow_rows_and_operations()
    {
        var figures = SimulationFixture.Figures with { Acts = [new(1e6, 1, 0.1), new(1e8, 2, 4)] };
        Assert.Equal(2, figures.ActSeconds(1e6, 10), 1e-9);
        Assert.Equal(3, figures.ActSeconds(2e6, 10), 1e-9);
        Assert.Equal(22, figures.ActSeconds(5e7, 10), 1e-9);
        Assert.Equal(0, figures.ActSeconds(1e6, 0));
    }

    [Fact]
    public void A_file_is_read_as_it_was_written_and_one_that_makes_no_sense_is_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            var figures = SimulationFixture.Figures;
            figures.Write(path);
            var read = ServiceFigures.Read(path);
            Assert.Equal(figures with { Acts = [], Updates = [] }, read with { Acts = [], Updates = [] });
            Assert.Equal(figures.Updates, read.Updates);
            (figures with { Append = 0 }).Write(path);
            var refused = Assert.Throws<InvalidDataException>(() => ServiceFigures.Read(path));
            Assert.Contains("append = 0 is no time", refused.Message, StringComparison.Ordinal);
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
            File.WriteAllText(path, "nonsense");
            Assert.Throws<InvalidDataException>(() => ServiceFigures.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
