namespace MtrlAkka.Learning;

/// <summary>An immutable copy of a policy's flat parameters, as it is published to those who act.</summary>
/// <param name="Version">Updates that made it.</param>
/// <param name="Values">The actor network's vector, padding included; never changed once published.</param>
public sealed record PolicyWeights(long Version, float[] Values);
