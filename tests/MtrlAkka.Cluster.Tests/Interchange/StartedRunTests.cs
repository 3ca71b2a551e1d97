using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Run;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Interchange;

/// <summary>Runs that start from a file of weights: the file is theirs from then on.</summary>
public class StartedRunTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_run_from_weights_needs_the_file_no_more_and_ends_the_same_however_it_is_stopped()
    {
        if (Small.Library(output) is not { } library) return;
        using var folder = new TemporaryFolder();
        var configuration = Small.Configuration();
        using (var agent = Weights.Agent(configuration.Settings.Learner.Sac))
            Weights.Write(Weights.Export(agent, configuration), folder["weights.safetensors"]);
        var weights = ImportedWeights.Read(folder["weights.safetensors"]);
        using Trial whole = new(library, weights), stopped = new(library, weights), drawn = new(library, weights: null);
        File.Delete(folder["weights.safetensors"]);
        await whole.FinishAsync();
        await drawn.FinishAsync();
        var expected = whole.Fingerprint();
        Assert.NotEqual(drawn.Fingerprint().Weights, expected.Weights);
        // The warm start acts at random in both.
        Assert.NotEqual(whole.Committed()[^1].Provenance.ConfigHash, drawn.Committed()[^1].Provenance.ConfigHash);

        // Once before its first commit, when all that it has is the file, and once behind it.
        var full = FaultPlan.Scripted([.. Enumerable.Range(0, 100).Select(static write => ((long)write, BlobFault.DiskFull))]);
        var ended = await stopped.RunAsync(blobs: new FaultyBlobStore(new DirectoryBlobStore(stopped.Folder.Blobs), full));
        Assert.Contains("resume from round 0", ended.Failure);
        Assert.Equal(weights.Hash, Assert.Single(new DirectoryBlobStore(stopped.Folder.Blobs, readOnly: true).List()).Hash);
        await stopped.StopAfterAsync(40);
        await stopped.FinishAsync();
        Assert.Equal(expected, stopped.Fingerprint());
    }

    [Fact]
    public async Task Weights_that_are_gone_before_the_first_commit_end_the_run_with_one_line()
    {
        if (Small.Library(output) is not { } library) return;
        var configuration = Small.Configuration();
        using var folder = new TemporaryFolder();
        using (var agent = Weights.Agent(configuration.Settings.Learner.Sac))
            Weights.Write(Weights.Export(agent, configuration), folder["weights.safetensors"]);
        using var trial = new Trial(library, ImportedWeights.Read(folder["weights.safetensors"]));
        var blob = Assert.Single(new DirectoryBlobStore(trial.Folder.Blobs, readOnly: true).List());
        File.WriteAllText(Path.Combine(trial.Folder.Blobs, blob.Hash), "damaged");
        Assert.Contains(blob.Hash, (await trial.RunAsync()).Failure);
        File.Delete(Path.Combine(trial.Folder.Blobs, blob.Hash));
        Assert.Equal($"Learner cannot be made ready: the weights to start from are missing: there is no blob {blob.Hash}", (await trial.RunAsync()).Failure);
    }
}
