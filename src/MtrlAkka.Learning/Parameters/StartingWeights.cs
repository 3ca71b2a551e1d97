namespace MtrlAkka.Learning;

/// <summary>
/// Weights that a new agent takes in the place of drawn ones, checked against its settings: the arrays <c>actor/…</c>,
/// <c>critic/…</c>, <c>target/…</c> (with a task embedding among them) and <c>log_alpha</c>, as <see cref="MultiTaskSac.Save"/> names them.
/// </summary>
public sealed class StartingWeights
{
    private StartingWeights(IReadOnlyList<NamedArray> arrays, IReadOnlyList<string> assumed) => (Arrays, Assumed) = (arrays, assumed);

    /// <summary>All arrays.</summary>
    public IReadOnlyList<NamedArray> Arrays { get; }

    /// <summary>What was taken for arrays that were not given, a sentence each.</summary>
    public IReadOnlyList<string> Assumed { get; }

    /// <summary>The arrays of an agent's weights, in the order in which they are stored.</summary>
    public static IReadOnlyList<ArraySpec> Expected(SacSettings settings)
    {
        settings.Validate();
        var kernels = DeviceKernels.Torch.Layers;
        var critic = SacNetworks.Critic(settings, kernels).Layout;
        return
        [
            .. SacNetworks.Actor(settings, kernels).Layout.Arrays("actor", false), .. critic.Arrays("critic", true), .. critic.Arrays("target", true),
            new ArraySpec(LogAlpha, [settings.Temperatures]),
            .. settings.EmbeddingSize == 0 ? [] : new[] { PolicyEmbedding, "target/embedding" }.Select(name => new ArraySpec(name, [settings.Tasks, settings.EmbeddingSize])),
        ];
    }

    /// <summary>
    /// Takes the arrays of all networks. Where there is none of the target's, it starts as the critics do; where there is no
    /// <c>log_alpha</c>, the temperatures start as the settings say.
    /// </summary>
    /// <exception cref="InvalidDataException">An array is missing, of another shape, of no network, or not finite; the message names it.</exception>
    public static StartingWeights Of(SacSettings settings, IReadOnlyList<NamedArray> arrays)
    {
        List<NamedArray> all = [.. arrays];
        List<string> assumed = [];
        var given = arrays.ToLookup(static array => array.Name.Split('/')[0]);
        if (!given.Contains("target"))
        {
            all.AddRange(given["critic"].Select(static array => array with { Name = $"target{array.Name["critic".Length..]}" }));
            assumed.Add("there is no target/…: the target starts as the critics do");
        }

        if (!given.Contains(LogAlpha))
        {
            float[] initial = new float[settings.Temperatures];
            Array.Fill(initial, (float)Math.Log(settings.InitialTemperature));
            all.Add(new NamedArray(LogAlpha, [settings.Temperatures], initial));
            assumed.Add(FormattableString.Invariant($"there is no log_alpha: every temperature starts at {settings.InitialTemperature}"));
        }

        return new StartingWeights(Checked(Expected(settings), all), assumed);
    }

    /// <summary>Takes the policy alone, for acting; arrays of other names may be there.</summary>
    /// <param name="settings">Sizes, and the actor's network.</param>
    /// <param name="arrays">Those that begin with <c>actor/</c> count, and <c>critic/embedding</c> where the settings have a task embedding.</param>
    /// <param name="updates">Updates that made it.</param>
    /// <exception cref="InvalidDataException">An array of the actor is missing, of another shape, unknown, or not finite; the message names it.</exception>
    public static PolicyWeights Policy(SacSettings settings, IReadOnlyList<NamedArray> arrays, long updates)
    {
        bool OfActor(string name) =>
            name.StartsWith("actor/", StringComparison.Ordinal) || (settings.EmbeddingSize > 0 && name == PolicyEmbedding);
        var actor = Checked([.. Expected(settings).Where(spec => OfActor(spec.Name))], [.. arrays.Where(array => OfActor(array.Name))]);
        return PolicyWeights.FromState(settings, [.. actor, UpdateCount.Encode(updates)]);
    }

    private const string LogAlpha = "log_alpha", PolicyEmbedding = "critic/embedding";

    private static List<NamedArray> Checked(IReadOnlyList<ArraySpec> expected, List<NamedArray> arrays)
    {
        var names = expected.Select(static spec => spec.Name).ToHashSet();
        var given = arrays.ToDictionary(static array => array.Name);
        string? unknown = arrays.Select(static array => array.Name).FirstOrDefault(name => !names.Contains(name));
        foreach (var spec in expected)
        {
            if (!given.TryGetValue(spec.Name, out var array))
                throw new InvalidDataException($"{spec} is missing{(unknown is null ? "" : $", and '{unknown}' is of no network of these settings")}");
            if (!array.Shape.SequenceEqual(spec.Shape))
                throw new InvalidDataException($"'{array.Name}' is [{string.Join(", ", array.Shape)}], and these settings need [{string.Join(", ", spec.Shape)}]");
            if (!array.Values.All(float.IsFinite)) throw new InvalidDataException($"'{array.Name}' holds a number that is not finite in float32");
        }

        return unknown is null ? arrays : throw new InvalidDataException($"'{unknown}' is of no network of these settings");
    }
}
