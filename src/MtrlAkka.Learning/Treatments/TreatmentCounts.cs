namespace MtrlAkka.Learning;

/// <summary>What treatments did to a network between two readings of the metrics.</summary>
/// <param name="RecycledUnits">Units that ReDo recycled.</param>
/// <param name="Resets">Resets of the network or its heads.</param>
/// <param name="Perturbations">Times it was shrunk and perturbed.</param>
/// <param name="RewiredWeights">Connections that sparse training replaced.</param>
public readonly record struct TreatmentCounts(long RecycledUnits, long Resets, long Perturbations, long RewiredWeights);
