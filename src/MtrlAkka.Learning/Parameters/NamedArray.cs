namespace MtrlAkka.Learning;

/// <summary>A named float32 array on the host, row-major: the learner's state as it is stored.</summary>
/// <param name="Name">Unique name; see <c>MultiTaskSac.Save</c>.</param>
/// <param name="Shape">Length of each dimension.</param>
/// <param name="Values">The elements.</param>
public sealed record NamedArray(string Name, IReadOnlyList<long> Shape, float[] Values);
