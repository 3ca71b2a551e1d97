using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.Numerics;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Traffic;

/// <summary>
/// Steps of a run's environments in the shape that environments deliver them in; their numbers are drawn once and come again. A row's
/// reward is its number, so whoever gets it can tell whether it is the row that was sent.
/// </summary>
public sealed class RecordedRounds
{
    private const int Kept = 64;
    private readonly RunSettings _settings;
    private readonly float[][][] _observations;

    /// <summary>Draws them.</summary>
    /// <param name="settings">The run's.</param>
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

    /// <summary>What an environment observes before a step of it.</summary>
    /// <param name="environment">Index of the environment.</param>
    /// <param name="number">Number of the step.</param>
    public float[] Observation(int environment, long number) => _observations[number % Kept][environment];

    /// <summary>The reward of a step.</summary>
    /// <param name="number">Number of the step; float32 tells those below 2^24 apart.</param>
    public static float Reward(long number) => number % (1 << 24);

    /// <summary>Whether a packed row is the one that was sent.</summary>
    /// <param name="environment">Index of its environment.</param>
    /// <param name="number">Its number.</param>
    /// <param name="row">Observation, action, reward, end, next observation, as <see cref="TransitionLayout"/> packs them.</param>
    public bool IsRow(int environment, long number, ReadOnlySpan<float> row)
    {
        Span<float> sent = stackalloc float[TransitionLayout.MetaWorld.RowLength];
        Pack(environment, number, sent);
        return row.SequenceEqual(sent);
    }

    /// <summary>Packs a row as the replay keeps it.</summary>
    /// <param name="environment">Index of its environment.</param>
    /// <param name="number">Its number.</param>
    /// <param name="row">Takes it.</param>
    public void Pack(int environment, long number, Span<float> row)
    {
        float[] observation = Observation(environment, number);
        TransitionLayout.MetaWorld.Pack(row, observation, observation.AsSpan(0, 4), Reward(number), terminated: false, Observation(environment, number + 1));
    }

    /// <summary>The message of a round.</summary>
    public AppendRound Round(long epoch, long round)
    {
        var steps = new EnvironmentStepped[_settings.EnvironmentCount];
        for (int i = 0; i < steps.Length; i++)
        {
            float[] observation = Observation(i, round), next = Observation(i, round + 1);
            var row = new Transition(round, observation, new EnvironmentAction(observation[0], observation[1], observation[2], observation[3]), Reward(round), next, Terminated: false);
            steps[i] = new EnvironmentStepped(i, epoch, round, row, next, null, ReturnRange.Unknown);
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
