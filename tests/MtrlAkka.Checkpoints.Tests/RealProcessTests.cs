using Xunit.Abstractions;

namespace MtrlAkka.Checkpoints.Tests;

/// <summary>Processes that are killed and disks that are full, for real.</summary>
public class RealProcessTests(ITestOutputHelper output)
{
    [Fact]
    public void A_store_whose_writer_is_killed_holds_whole_blobs_only()
    {
        using var folder = new TemporaryFolder();
        int leftovers = 0;
        for (int kill = 0; kill < 8; kill++)
        {
            var told = new List<BlobRef>();
            using (var writer = OtherProcess.Start("write-blobs", folder["blobs"]))
            {
                for (int i = 0; i < 3 + kill; i++) told.Add(Parse(writer.StandardOutput.ReadLine()!));
                Thread.Sleep(3 * kill);
                writer.Kill();
                while (writer.StandardOutput.ReadLine() is { } line)
                {
                    if (line.Split(' ') is [{ Length: 64 }, _]) told.Add(Parse(line));
                }

                writer.WaitForExit();
            }

            leftovers += Directory.GetFiles(folder["blobs"], ".*").Length;
            var store = new DirectoryBlobStore(folder["blobs"]);
            Assert.Empty(Directory.GetFiles(folder["blobs"], ".*"));
            Assert.Empty(told.Except(store.List()));
            foreach (var blob in store.List()) Assert.Equal(blob.Size, store.ReadVerified(blob).Length);
        }

        output.WriteLine($"8 kills, {leftovers} of them in the middle of a write");
    }

    [Fact]
    public void A_disk_that_is_really_full_is_said_in_one_line_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["small"]);

        // A name space of its own lets an ordinary user mount; containers may forbid it.
        const string Mount = "mount -t tmpfs -o size=256k tmpfs \"$MTRL_SMALL\"";
        string run = $"export MTRL_SMALL='{folder["small"]}'; exec unshare -rm sh -c '{Mount} || exit 77; \"$@\"; code=$?; ls -A \"$MTRL_SMALL\"; exit $code' sh \"$@\"";
        using var writer = OtherProcess.StartIn(run, "write-one", folder["small"], "1000000");
        string said = writer.StandardOutput.ReadToEnd(), complained = writer.StandardError.ReadToEnd();
        writer.WaitForExit();
        if (writer.ExitCode != 3)
        {
            Assert.True(writer.ExitCode is 1 or 77 or 127, $"{writer.ExitCode}: {said}{complained}");
            output.WriteLine($"skipped: no small file system can be mounted here ({complained.Trim()})");
            return;
        }

        string line = Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"cannot write a blob to {folder["small"]}", line);
        Assert.Contains("committed checkpoints are intact", line);
        output.WriteLine(line);
    }

    [Fact]
    public void A_write_that_the_system_cuts_off_leaves_nothing()
    {
        using var folder = new TemporaryFolder();

        // 100 blocks of 512 bytes a file at most; the signal for it is ignored, so that the write fails.
        // The runtime's own shared memory file would be beyond the limit, hence the setting.
        using var writer = OtherProcess.StartIn("trap '' XFSZ; ulimit -f 100; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"", "write-one", folder["blobs"], "1000000");
        string said = writer.StandardOutput.ReadToEnd();
        writer.WaitForExit();
        Assert.Equal(3, writer.ExitCode);
        Assert.Contains("larger than the system allows", said);
        Assert.Empty(Directory.GetFileSystemEntries(folder["blobs"]));
    }

    [Fact]
    public void A_blob_can_be_read_while_another_process_writes_it_again()
    {
        using var folder = new TemporaryFolder();
        using var writer = OtherProcess.Start("write-again", folder["blobs"], "1000");
        var blob = new BlobRef(writer.StandardOutput.ReadLine()!, 1000);
        var store = new DirectoryBlobStore(folder["blobs"], readOnly: true);
        for (int i = 0; i < 5000; i++) Assert.Equal(new byte[1000], store.ReadVerified(blob));
        Assert.False(writer.HasExited);
        writer.Kill();
        writer.WaitForExit();
    }

    [Fact]
    public void A_run_folder_is_one_processs_at_a_time_until_that_is_killed()
    {
        using var folder = new TemporaryFolder();
        using var holder = OtherProcess.Start("hold-lock", folder["run"]);
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        var refused = Assert.Throws<RunLockedException>(() => RunLock.Take(folder["run"]));
        Assert.Contains($"in use by process {holder.Id}:", refused.Message, StringComparison.Ordinal);
        holder.Kill();
        holder.WaitForExit();
        using (RunLock.Take(folder["run"]))
        {
            Assert.Contains($"in use by process {Environment.ProcessId}:", Assert.Throws<RunLockedException>(() => RunLock.Take(folder["run"])).Message, StringComparison.Ordinal);
        }

        RunLock.Take(folder["run"]).Dispose();
    }

    private static BlobRef Parse(string line) => new(line.Split(' ')[0], long.Parse(line.Split(' ')[1]));
}
