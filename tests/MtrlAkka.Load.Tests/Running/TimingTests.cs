namespace MtrlAkka.Load.Tests.Running;

/// <summary>Tests that measure time: none of this project runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class TimingTests
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "timing";
}
