using System.Text.Json;
using System.Text.Json.Serialization;
using MtrlAkka.Load.Simulation.Kernel;

namespace MtrlAkka.Load.Simulation.Figures;

/// <summary>What one environment step takes.</summary>
/// <param name="Seconds">Core-seconds, the mean over the tasks; resets included.</param>
/// <param name="Variation">Standard deviation as a share of that, over steps and tasks.</param>
public sealed record StepFigure(double Seconds, double Variation);

/// <summary>What the policy's answer takes for some rows: <c>Fixed + rows × Row</c>.</summary>
/// <param name="Flops">Floating-point operations of a row.</param>
/// <param name="Fixed">Core-seconds of a call.</param>
/// <param name="Row">Core-seconds of each row.</param>
public sealed record ActFigure(double Flops, double Fixed, double Row);

/// <summary>What an update takes.</summary>
/// <param name="Flops">Floating-point operations of an update.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="Seconds">From its beginning to its end.</param>
public sealed record UpdateFigure(double Flops, int Threads, double Seconds);

/// <summary>
/// How long the parts of a run take, each alone, as measured on one machine with the classes that runs use. Core-seconds unless it says otherwise; a
/// simulation knows nothing of a machine but this.
/// </summary>
/// <param name="Machine">Whose figures they are.</param>
/// <param name="Cores">Its cores.</param>
/// <param name="Load">Processes that wanted a core while it was measured; figures are the fastest of many, but a busy machine slows even those.</param>
/// <param name="Step">An environment step.</param>
/// <param name="Message">From one actor to another of the same process, its receipt included.</param>
/// <param name="Answer">What a worker does with an environment's answer: the row is packed and kept.</param>
/// <param name="Look">For each environment of a worker whenever the worker acts: who may, and who has something to send.</param>
/// <param name="Append">A row let into a shard.</param>
/// <param name="Choose">For each environment of a shard whenever it lets a row in: whose turn it is.</param>
/// <param name="Sample">A row drawn.</param>
/// <param name="CopyByte">A byte copied in memory.</param>
/// <param name="RemoteMessage">A message between processes, both sides together, whatever its size.</param>
/// <param name="RemoteByte">A byte of it.</param>
/// <param name="StreamByte">A byte of a large message between processes, over a stream, both sides together.</param>
/// <param name="Acts">The policy's answers, by size of the network.</param>
/// <param name="Updates">Updates, by size and threads.</param>
public sealed record ServiceFigures(
    string Machine,
    int Cores,
    double Load,
    StepFigure Step,
    double Message,
    double Answer,
    double Look,
    double Append,
    double Choose,
    double Sample,
    double CopyByte,
    double RemoteMessage,
    double RemoteByte,
    double StreamByte,
    IReadOnlyList<ActFigure> Acts,
    IReadOnlyList<UpdateFigure> Updates)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The figures that come with the program.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "load", "service-figures.json");

    /// <summary>An environment step.</summary>
    [JsonIgnore]
    public ServiceTime StepTime => new(Step.Seconds, Step.Variation);

    /// <summary>Reads figures.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It has none, or one makes no sense; the message names file and figure.</exception>
    public static ServiceFigures Read(string path)
    {
        ServiceFigures? figures;
        try
        {
            figures = JsonSerializer.Deserialize<ServiceFigures>(File.ReadAllText(path), Json);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} has no figures of service times: {error.Message}", error);
        }

        if (figures?.Refusal() is { } wrong) throw new InvalidDataException($"{path}: {wrong}; ./mtrl load simulate --measure {path} writes it anew");
        return figures ?? throw new InvalidDataException($"{path} is empty; ./mtrl load simulate --measure {path} writes it anew");
    }

    /// <summary>Writes figures.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>What is wrong with them, or null.</summary>
    public string? Refusal()
    {
        if (Step is null || Acts is null or { Count: 0 } || Updates is null or { Count: 0 }) return "step, acts and updates must be there";
        (string Name, double Value)[] all =
        [
            ("step.seconds", Step.Seconds), ("message", Message), ("answer", Answer), ("look", Look), ("append", Append), ("choose", Choose), ("sample", Sample),
            ("copyByte", CopyByte), ("remoteMessage", RemoteMessage), ("remoteByte", RemoteByte), ("streamByte", StreamByte),
            .. Acts.SelectMany(static act => new[] { ("acts.fixed", act.Fixed), ("acts.row", act.Row), ("acts.flops", act.Flops) }),
            .. Updates.SelectMany(static update => new[] { ("updates.seconds", update.Seconds), ("updates.flops", update.Flops) }),
        ];
        foreach (var (name, value) in all)
            if (!(value > 0) || double.IsInfinity(value)) return $"{name} = {value} is no time or count above 0";
        if (!(Step.Variation >= 0)) return $"step.variation = {Step.Variation} is below 0";
        return Updates.FirstOrDefault(static update => update.Threads < 1) is { } none ? $"updates.threads = {none.Threads} is below 1" : null;
    }

    /// <summary>Seconds of an update: that of the measured one nearest in size, in proportion to the operations. Of threads between or beyond the
    /// measured ones a part is taken that no thread makes shorter, and one that each does (Amdahl's law through two figures).</summary>
    /// <param name="flops">Its floating-point operations.</param>
    /// <param name="threads">Threads of libtorch.</param>
    public double UpdateSeconds(double flops, int threads)
    {
        double nearest = Updates.MinBy(update => Math.Abs(Math.Log(update.Flops / flops)))!.Flops;
        var of = Updates.Where(update => update.Flops == nearest).OrderBy(static update => update.Threads).ToArray();
        var (one, many) = (of[0], of[^1]);
        double scale = flops / nearest;
        if (Array.Find(of, update => update.Threads == threads) is { } measured) return scale * measured.Seconds;
        if (one.Threads == many.Threads) return scale * one.Seconds * one.Threads / threads;
        double shared = Math.Max(0, (one.Seconds - many.Seconds) / ((1.0 / one.Threads) - (1.0 / many.Threads)));
        double alone = Math.Max(0, many.Seconds - (shared / many.Threads));
        return scale * (alone + (shared / threads));
    }

    /// <summary>Core-seconds of a policy's answer: of the measured network nearest in size, each row in proportion to the operations.</summary>
    /// <param name="flops">Floating-point operations of a row.</param>
    /// <param name="rows">Rows; 0: none is asked for.</param>
    public double ActSeconds(double flops, int rows)
    {
        if (rows == 0) return 0;
        var act = Acts.MinBy(one => Math.Abs(Math.Log(one.Flops / flops)))!;
        return act.Fixed + (rows * act.Row * flops / act.Flops);
    }
}
