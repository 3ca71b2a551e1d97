using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>
/// Measures the plasticity of an agent on copies of its networks and of a batch, so that the agent may be on its way again
/// meanwhile. The critics see the batch's observations with actions sampled from the policy as it is after the update.
/// </summary>
internal sealed class PlasticityMeter : IDisposable
{
    private readonly SacSettings _sac;
    private readonly PlasticitySettings _settings;
    private readonly ulong _seed;
    private readonly DeviceKernels _kernels;
    private readonly BatchBuffers _batch;
    private readonly NetworkCopy _actor, _critic;
    private readonly FlatParameters _target;
    private readonly CriticEmbedding? _embedding;
    private readonly NetworkMeter _actorMeter, _criticMeter, _targetMeter;
    private readonly Matrix _logProbability;
    private readonly float[] _noise;
    private long _update;

    /// <summary>A meter of agents with these settings.</summary>
    public PlasticityMeter(PlasticitySettings settings, SacSettings sac, ulong seed, ScalarType type, Device device)
    {
        (_settings, _sac, _seed) = (settings, sac, seed);
        // Kernels hold working memory: the agent's own are not for another thread.
        _kernels = DeviceKernels.For(device, type);
        INetwork actor = SacNetworks.Actor(sac, _kernels.Layers), critic = SacNetworks.Critic(sac, _kernels.Layers);
        _batch = new BatchBuffers(sac, new OwnMemory(type, device));
        (_actor, _critic, _target) = (
            new(actor, sac.ActorTreatments.Sparsity.Share > 0, type, device), new(critic, sac.CriticTreatments.Sparsity.Share > 0, type, device),
            new(critic.Layout, type, device));
        if (sac.EmbeddingSize > 0) _embedding = new CriticEmbedding(sac, _batch, _kernels, null);
        string[] Numbered(string name) => [.. Enumerable.Range(0, sac.Critics).Select(member => $"{name}_{member}")];
        _actorMeter = new NetworkMeter("actor", ["actor"], settings, _actor, _actor.After, _batch.State);
        _criticMeter = new NetworkMeter("critic", Numbered("critic"), settings, _critic, _critic.After, _batch.Input);
        _targetMeter = new NetworkMeter("target", Numbered("target"), settings, _critic, _target, _batch.Input);
        _logProbability = Matrix.Zeros(1, sac.BatchSize, 1, type, device);
        _noise = new float[sac.BatchSize * sac.ActionSize];
    }

    /// <summary>Copies what an update is about to change.</summary>
    public void CopyBefore(MultiTaskSac agent)
    {
        using var grad = no_grad();
        _actor.Before.CopyFrom(agent.ActorParameters);
        _critic.Before.CopyFrom(agent.CriticParameters);
    }

    /// <summary>Copies what the update left, and its batch.</summary>
    public void CopyAfter(MultiTaskSac agent, TransitionBatch batch, long update)
    {
        using var grad = no_grad();
        _update = update;
        _actor.After.CopyFrom(agent.ActorParameters);
        _actor.Gradient.CopyFrom(agent.ActorOptimizer.Gradient);
        _critic.After.CopyFrom(agent.CriticParameters);
        _critic.Gradient.CopyFrom(agent.CriticOptimizer.Gradient);
        _actor.Mask?.CopyFrom(agent.ActorTreatment!.Mask!.Values);
        _critic.Mask?.CopyFrom(agent.CriticTreatment!.Mask!.Values);
        _target.CopyFrom(agent.TargetParameters);
        _embedding?.CopyFrom(agent.Embedding!);
        new CounterRandom(_seed, LearnerStreams.PlasticityNoise).Normal(_noise, (ulong)update);
        _batch.Fill(batch, _noise, _noise);
    }

    /// <summary>Measures what was copied.</summary>
    /// <exception cref="OperationCanceledException">It was told to give up; it must not be used again.</exception>
    public PlasticityReport Measure(CancellationToken stopping)
    {
        using var grad = no_grad();
        var values = new List<(string, double)> { ("plasticity/update", _update) };
        _embedding?.Write();
        _actorMeter.Forward();
        _kernels.Sac.Sample(_actorMeter.Output, _batch.Noise, _batch.Action, _logProbability, (_sac.LogStdMin, _sac.LogStdMax));
        _criticMeter.Forward();
        _embedding?.WriteTargetHere();
        _targetMeter.Forward();
        _embedding?.Write();
        foreach (var meter in Meters) meter.Measure(values, stopping);
        if (_settings.ProbeInterval > 0 && _update % _settings.ProbeInterval == 0)
        {
            Probe(values, _actorMeter, _actor, _batch.State, _sac.ActorLearningRate, LearnerStreams.ProbeActor, stopping);
            Probe(values, _criticMeter, _critic, _batch.Input, _sac.CriticLearningRate, LearnerStreams.ProbeCritic, stopping);
        }

        return new PlasticityReport(_update, values);
    }

    /// <summary>What later measurements depend on: <c>plasticity/NETWORK/LAYER</c> [members, units], the dormancy streaks.</summary>
    public IEnumerable<NamedArray> Save() => Meters.SelectMany(static meter => meter.Save());

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Load(IReadOnlyDictionary<string, NamedArray> arrays)
    {
        foreach (var meter in Meters) meter.Load(arrays);
    }

    public void Dispose()
    {
        foreach (var part in (IDisposable[])[.. Meters, _actor, _critic, _target, _logProbability]) part.Dispose();
        _embedding?.Dispose();
        _batch.Dispose();
    }

    private NetworkMeter[] Meters => [_actorMeter, _criticMeter, _targetMeter];

    private void Probe(
        List<(string, double)> values, NetworkMeter meter, NetworkCopy copy, Matrix input, double rate, uint start, CancellationToken stopping)
    {
        var adam = new AdamSettings(rate, _sac.AdamBeta1, _sac.AdamBeta2, _sac.AdamEpsilon, 0, 0);
        using var probe = new PlasticityProbe(
            copy.Network, copy.Mask, _kernels, input, meter.Output.Columns, adam, _settings.ProbeSteps,
            new CounterRandom(_seed, LearnerStreams.ProbeTargets), new CounterRandom(_seed, start));
        meter.Measure(values, probe, stopping);
    }
}
