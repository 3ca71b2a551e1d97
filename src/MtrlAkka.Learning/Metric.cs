namespace MtrlAkka.Learning;

/// <summary>Places of the sums that an update adds to on the device.</summary>
internal static class Metric
{
    public const int CriticLoss = 0;
    public const int CriticValue = 1;
    public const int ActorLoss = 2;
    public const int TemperatureLoss = 3;
    public const int CriticGradientNorm = 4;
    public const int ActorGradientNorm = 5;
    public const int Entropy = 6;
    public const int CriticConflicts = 7;
    public const int ActorConflicts = 8;
    public const int Count = 16;
}
