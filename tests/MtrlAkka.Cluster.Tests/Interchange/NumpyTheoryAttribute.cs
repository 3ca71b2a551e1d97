namespace MtrlAkka.Cluster.Tests.Interchange;

/// <summary>A test that needs Python with numpy, skipped with its reason where there is none.</summary>
internal sealed class NumpyTheoryAttribute : TheoryAttribute
{
    public NumpyTheoryAttribute() => Skip = Numpy.Missing;
}
