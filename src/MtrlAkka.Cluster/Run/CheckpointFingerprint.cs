using System.Runtime.InteropServices;
using MtrlAkka.Checkpoints;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// The fingerprint of a checkpoint's content. How it came about does not enter: neither lives of the run, numbers and times
/// of checkpoints, nor how the replay is cut into segments.
/// </summary>
public static class CheckpointFingerprint
{
    /// <summary>Hashes what a checkpoint holds.</summary>
    /// <param name="manifest">The checkpoint.</param>
    /// <param name="blobs">Its blobs.</param>
    /// <exception cref="BlobException">A blob is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">A blob is not what it should be.</exception>
    public static RunFingerprint Of(CheckpointManifest manifest, IBlobStore blobs)
    {
        var fingerprint = new RunFingerprintBuilder().Add(FingerprintPart.Counters, "round", manifest.Round);
        foreach (var (name, value) in manifest.Counters) fingerprint.Add(FingerprintPart.Counters, name, value);

        // The newest policy is the learner's own; older ones still act where the run is stale.
        AddTensors(fingerprint, blobs.ReadVerified(manifest.Learner), static name =>
            LearnerState.IsWeight(name) ? FingerprintPart.Weights
            : LearnerState.IsMeasurement(name) ? FingerprintPart.Counters
            : FingerprintPart.Optimiser);
        AddTensors(fingerprint, blobs.ReadVerified(manifest.Policy), static _ => FingerprintPart.Weights);

        // All environments share a blob.
        foreach (var blob in manifest.Environments.Select(static environment => environment.Blob).Distinct())
        {
            var states = EncodedState.Parse(blobs.ReadVerified(blob));
            foreach (string name in states.Names) fingerprint.Add(FingerprintPart.Environments, name, states.Get<byte>(name));
        }

        foreach (var returns in manifest.Returns ?? [])
            fingerprint.Add(FingerprintPart.Environments, $"returns of task {returns.Task}", MemoryMarshal.AsBytes<float>([returns.Least, returns.Greatest]));
        foreach (var shard in manifest.ReplayShards)
        {
            using var replay = ReplayShard.Restore(shard, blobs.OpenRead);
            fingerprint.Add(FingerprintPart.Replay, $"tasks {shard.FirstTask} to {shard.LastTask}", replay.Fingerprint);
        }

        if (manifest.EvaluationHistory is { } history) fingerprint.Add(FingerprintPart.EvaluationHistory, "results", blobs.ReadVerified(history));
        if (manifest.PendingEvaluation is { } pending)
            AddTensors(fingerprint, blobs.ReadVerified(pending), static _ => FingerprintPart.EvaluationHistory);
        return fingerprint.Build();
    }

    private static void AddTensors(RunFingerprintBuilder fingerprint, byte[] file, Func<string, FingerprintPart> part)
    {
        foreach (var tensor in SafetensorsFile.Parse(file).Tensors) fingerprint.Add(part(tensor.Name), tensor.Name, tensor.Data.Span);
    }
}
