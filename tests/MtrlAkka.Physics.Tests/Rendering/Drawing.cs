namespace MtrlAkka.Physics.Tests.Rendering;

/// <summary>
/// Tests that draw, or look at what could draw, come one after the other: they load two copies of Mesa into one process, as the
/// program never does, which share one LLVM and must not set it up at once.
/// </summary>
[CollectionDefinition(nameof(Drawing))]
public sealed class Drawing;
