namespace MtrlAkka.MetaWorld;

/// <summary>A named set of tasks; their order gives the one-hot index and the order in which goals are drawn.</summary>
/// <param name="Name">Such as MT10.</param>
/// <param name="Tasks">Full names.</param>
public sealed record Benchmark(string Name, IReadOnlyList<string> Tasks);
