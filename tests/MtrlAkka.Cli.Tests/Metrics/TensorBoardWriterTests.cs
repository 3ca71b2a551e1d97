using System.Text;
using MtrlAkka.Cli.Metrics;

namespace MtrlAkka.Cli.Tests.Metrics;

public class TensorBoardWriterTests
{
    // RFC 3720, B.4, and the usual check value.
    public static TheoryData<byte[], uint> KnownChecksums => new()
    {
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { new byte[32], 0x8A9136AA },
        { Enumerable.Repeat((byte)0xFF, 32).ToArray(), 0x62A8AB43 },
        { Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), 0x46DD794E },
        { Enumerable.Range(0, 32).Select(i => (byte)(31 - i)).ToArray(), 0x113FDB5C },
        { [], 0 },
    };

    [Theory]
    [MemberData(nameof(KnownChecksums))]
    public void Checksum_gives_the_known_values(byte[] bytes, uint expected)
    {
        Assert.Equal(expected, RecordStream.Checksum(bytes));
        Assert.Equal(expected, EventFileDecoder.Crc(bytes));
    }

    [Fact]
    public void An_independent_reader_sees_what_was_written()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        string path;
        using (var writer = new TensorBoardWriter(folder.Path, time))
        {
            path = writer.Path;
            time.Now += TimeSpan.FromMilliseconds(1500);
            writer.Write(0, [("charts/mean_success_rate", 0.25), ("losses/qf_loss", -3.5e-9)]);
            writer.Write(5_000_000_000, [("metrics/größe", double.NaN)]);
            writer.Write(7, []);
        }

        var events = EventFileDecoder.Read(path);
        Assert.Equal(3, events.Count);
        Assert.Equal(("brain.Event:2", 1_763_840_000.0), (events[0].FileVersion, events[0].WallTime));
        Assert.Equal((0, 1_763_840_001.5), (events[1].Step, events[1].WallTime));
        Assert.Equal([("charts/mean_success_rate", 0.25f), ("losses/qf_loss", -3.5e-9f)], events[1].Scalars);
        Assert.Equal(5_000_000_000, events[2].Step);
        Assert.Equal([("metrics/größe", float.NaN)], events[2].Scalars);
        Assert.StartsWith($"events.out.tfevents.1763840000.{Environment.MachineName}.", Path.GetFileName(path), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_is_there_before_the_file_is_closed()
    {
        using var folder = new TemporaryFolder();
        using var writer = new TensorBoardWriter(folder.Path, new ManualTime());
        writer.Write(3, [("a", 1)]);
        using var copy = new TemporaryFolder();
        File.Copy(writer.Path, copy["now"]);
        Assert.Equal(2, EventFileDecoder.Read(copy["now"]).Count);
    }

    [Fact]
    public void A_resume_in_the_same_second_opens_a_later_file_that_purges()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        using var first = new TensorBoardWriter(folder.Path, time);
        using var resumed = new TensorBoardWriter(folder.Path, time, purgeFrom: 101);
        Assert.True(string.CompareOrdinal(first.Path, resumed.Path) < 0);
        using var copy = new TemporaryFolder();
        File.Copy(resumed.Path, copy["now"]);
        var events = EventFileDecoder.Read(copy["now"]);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal((101L, (int?)1), (events[1].Step, events[1].SessionStatus));
    }
}
