namespace MtrlAkka.Learning;

/// <summary>
/// The range of the discounted returns of one environment, for BRC's normalisation of rewards (arXiv 2505.23150). When an
/// episode ends, the return of each of its steps is G_i = r_i + γ G_{i+1}. Behind a terminal state it is 0; behind a
/// truncation it is taken to go on as it went: G = mean(r) / (1 - γ). Where both are set the truncation counts.
/// What a task's environments saw is joined by <see cref="ReturnRange.With"/>.
/// </summary>
public sealed class ReturnTracker
{
    private readonly double _gamma;
    private readonly List<float> _rewards;

    /// <summary>A tracker that has seen nothing.</summary>
    /// <param name="gamma">Discount of one step, in [0, 1).</param>
    /// <param name="steps">Steps of an episode that there is room for from the start.</param>
    /// <exception cref="ArgumentException">The discount is out of range.</exception>
    public ReturnTracker(double gamma, int steps = 0)
    {
        if (!(gamma is >= 0 and < 1)) throw new ArgumentException($"the discount of returns must lie in [0, 1), not {gamma}");
        (_gamma, _rewards) = (gamma, new List<float>(steps));
    }

    /// <summary>Range over all steps of all episodes that have ended.</summary>
    public ReturnRange Range { get; private set; } = ReturnRange.Unknown;

    /// <summary>Steps of the episode that has not ended.</summary>
    public int OpenSteps => _rewards.Count;

    /// <summary>A step was made.</summary>
    /// <param name="reward">As the environment gave it.</param>
    /// <param name="terminated">Whether it led into a terminal state.</param>
    /// <param name="truncated">Whether the episode was cut off after it.</param>
    public void Step(float reward, bool terminated, bool truncated)
    {
        _rewards.Add(reward);
        if (!terminated && !truncated) return;
        double sum = 0;
        foreach (float one in _rewards) sum += one;
        double value = truncated ? sum / _rewards.Count / (1 - _gamma) : 0;
        for (int i = _rewards.Count - 1; i >= 0; i--)
        {
            value = _rewards[i] + (_gamma * value);
            Range = Range.With(new ReturnRange((float)value, (float)value));
        }

        _rewards.Clear();
    }

    /// <summary>Forgets the open episode, for one that is begun anew without having ended.</summary>
    public void Abandon() => _rewards.Clear();

    /// <summary>All that decides what comes.</summary>
    public ReturnTrackerState Save() => new(Range, [.. _rewards]);

    /// <summary>Goes on from what <see cref="Save"/> gave, to the last bit.</summary>
    public void Load(ReturnTrackerState state)
    {
        Range = state.Range;
        _rewards.Clear();
        _rewards.AddRange(state.OpenRewards);
    }
}
