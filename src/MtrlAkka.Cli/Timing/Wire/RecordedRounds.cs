using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.Numerics;
using MtrlAkka.Replay;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>Steps of a run's environments in the shape that environments deliver them in; their numbers are drawn once and come again.</summary>
internal sealed class RecordedRounds
{
    private const int Kept = 64;
    private readonly RunSettings _settings;
    private readonly float[][][] _observations;

    public RecordedRounds(RunSettings settings)
    {
        _settings = settings;
        var random = new CounterRandom(settings.Seed, 0);
        _observations = new float[Kept][][];
        for (int round = 0; round < Kept; round++)
        {
            _observations[round] = new float[settings.EnvironmentCount][];
            for (int environment = 0; environment < settings.EnvironmentCount; environment++)
            {
                float[] observation = _observations[round][environment] = new float[TransitionLayout.MetaWorld.Observation];
                random.Uniform(observation, -1, 1, (ulong)((round * settings.EnvironmentCount) + environment));
            }
        }
    }

    /// <summary>The message of a round.</summary>
    public AppendRound Round(long epoch, long round)
    {
        float[][] observations = _observations[round % Kept], next = _observations[(round + 1) % Kept];
        var steps = new EnvironmentStepped[observations.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            var row = new Transition(round, observations[i], new EnvironmentAction(observations[i][0], observations[i][1], observations[i][2], observations[i][3]), 1, next[i], Terminated: false);
            steps[i] = new EnvironmentStepped(i, epoch, round, row, next[i], null, ReturnRange.Unknown);
        }

        return new AppendRound(epoch, round, steps);
    }

    /// <summary>Appends a round as a shard's actor does.</summary>
    public void AppendTo(ReplayShard shard, AppendRound round)
    {
        Span<float> action = stackalloc float[4];
        foreach (var step in round.Steps)
        {
            var row = step.Transition!;
            (action[0], action[1], action[2], action[3]) = (row.Action.X, row.Action.Y, row.Action.Z, row.Action.Gripper);
            shard.Append(
                new InsertKey(_settings.TaskOf(step.Environment), _settings.CopyOf(step.Environment), row.Number),
                row.Observation, action, row.Reward, row.Terminated, row.NextObservation);
        }
    }
}
