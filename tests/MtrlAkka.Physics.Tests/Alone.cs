namespace MtrlAkka.Physics.Tests;

/// <summary>Tests that look at the process's memory run by themselves.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
