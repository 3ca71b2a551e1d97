namespace MtrlAkka.MetaWorld;

/// <summary>Meta-World's multi-task benchmarks.</summary>
public static class Benchmarks
{
    private static readonly string[] FirstTen =
    [
        "reach-v3", "push-v3", "pick-place-v3", "door-open-v3", "drawer-open-v3", "drawer-close-v3",
        "button-press-topdown-v3", "peg-insert-side-v3", "window-open-v3", "window-close-v3",
    ];

    /// <summary>Ten tasks.</summary>
    public static Benchmark MT10 { get; } = new("MT10", FirstTen);

    /// <summary>MT10 and fifteen more.</summary>
    public static Benchmark MT25 { get; } = new("MT25",
    [
        .. FirstTen,
        "coffee-pull-v3", "pick-out-of-hole-v3", "disassemble-v3", "pick-place-wall-v3", "basketball-v3",
        "stick-pull-v3", "button-press-wall-v3", "faucet-open-v3", "door-lock-v3", "lever-pull-v3",
        "sweep-into-v3", "faucet-close-v3", "coffee-button-v3", "button-press-topdown-wall-v3", "dial-turn-v3",
    ]);

    /// <summary>All fifty, in an order of their own.</summary>
    public static Benchmark MT50 { get; } = new("MT50",
    [
        "assembly-v3", "basketball-v3", "bin-picking-v3", "box-close-v3", "button-press-topdown-v3",
        "button-press-topdown-wall-v3", "button-press-v3", "button-press-wall-v3", "coffee-button-v3", "coffee-pull-v3",
        "coffee-push-v3", "dial-turn-v3", "disassemble-v3", "door-close-v3", "door-lock-v3",
        "door-open-v3", "door-unlock-v3", "hand-insert-v3", "drawer-close-v3", "drawer-open-v3",
        "faucet-open-v3", "faucet-close-v3", "hammer-v3", "handle-press-side-v3", "handle-press-v3",
        "handle-pull-side-v3", "handle-pull-v3", "lever-pull-v3", "pick-place-wall-v3", "pick-out-of-hole-v3",
        "pick-place-v3", "plate-slide-v3", "plate-slide-side-v3", "plate-slide-back-v3", "plate-slide-back-side-v3",
        "peg-insert-side-v3", "peg-unplug-side-v3", "soccer-v3", "stick-push-v3", "stick-pull-v3",
        "push-v3", "push-wall-v3", "push-back-v3", "reach-v3", "reach-wall-v3",
        "shelf-place-v3", "sweep-into-v3", "sweep-v3", "window-open-v3", "window-close-v3",
    ]);

    private const string SingleTask = "MT1-";

    private static IEnumerable<Benchmark> All => [MT10, MT25, MT50];

    /// <summary>One task alone.</summary>
    /// <exception cref="MetaWorldException">There is no such task.</exception>
    public static Benchmark MT1(string task) => new("MT1", [TaskCatalog.FullName(task)]);

    /// <summary>Chosen tasks in a chosen order.</summary>
    /// <exception cref="MetaWorldException">There is no such task, or one comes twice.</exception>
    public static Benchmark Of(IEnumerable<string> tasks)
    {
        string[] names = [.. tasks.Select(TaskCatalog.FullName)];
        if (names.Length == 0) throw new MetaWorldException("a benchmark needs at least one task");
        string? twice = names.GroupBy(static n => n).FirstOrDefault(static g => g.Count() > 1)?.Key;
        return twice is null ? new Benchmark("custom", names) : throw new MetaWorldException($"the task {twice} is named twice");
    }

    /// <summary>The benchmark of a name: MT10, MT25, MT50, or MT1-TASK, or a task alone for MT1 of it.</summary>
    /// <exception cref="MetaWorldException">Nothing is called so; the message has the nearest names.</exception>
    public static Benchmark Parse(string name)
    {
        var found = All.FirstOrDefault(b => b.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is not null) return found;
        if (name.StartsWith(SingleTask, StringComparison.OrdinalIgnoreCase)) return MT1(name[SingleTask.Length..]);
        return name.StartsWith("MT", StringComparison.OrdinalIgnoreCase)
            ? throw new MetaWorldException($"there is no benchmark '{name}'; there are {string.Join(", ", All.Select(static b => b.Name))}, or a task by its name")
            : MT1(name);
    }
}
