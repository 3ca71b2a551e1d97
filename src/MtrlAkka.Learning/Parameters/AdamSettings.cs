namespace MtrlAkka.Learning;

/// <summary>Settings of one Adam optimiser; see <see cref="SacSettings"/> for their meaning.</summary>
internal sealed record AdamSettings(double LearningRate, double Beta1, double Beta2, double Epsilon, double Clip, double WeightDecay);
