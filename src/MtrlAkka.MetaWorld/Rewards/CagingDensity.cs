namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>What is paid before an object is caged and gripped.</summary>
public enum CagingDensity
{
    /// <summary>Nothing: only caged and gripped counts.</summary>
    Sparse,

    /// <summary>Half of it for bringing the fingers to the object.</summary>
    Reach,

    /// <summary>Half of it for caging the object.</summary>
    Cage,
}
