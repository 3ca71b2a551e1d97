namespace MtrlAkka.Learning.Plasticity;

/// <summary>What one measurement found.</summary>
/// <param name="Update">Updates done when it was taken.</param>
/// <param name="Values">
/// Tags and values. A network is <c>actor</c>, <c>critic_I</c> or <c>target_I</c> (a critic's moving average); a layer is named as in
/// its activations or parameters. In percent: <c>plasticity/NETWORK/dormant</c> and <c>…/dead</c> in all layers together and
/// <c>…/dormant/LAYER</c>, <c>…/dead/LAYER</c> in one, <c>…/dormant_streak</c> of units dormant in each of the last measurements. Of each
/// hidden layer <c>…/feature_norm/LAYER</c>; of actor and critics also <c>…/srank/LAYER</c>, <c>…/entropy_rank/LAYER</c>,
/// <c>…/stable_rank/LAYER</c>. <c>…/weight_norm</c> with <c>…/weight_norm/LAYER</c>; of actor and critics also <c>…/gradient_norm</c> (before
/// clipping) and <c>…/update_norm</c> of the last update; and from a probe <c>…/probe_loss</c>, <c>…/probe_fresh_loss</c>, <c>…/probe_ratio</c>.
/// </param>
public sealed record PlasticityReport(long Update, IReadOnlyList<(string Tag, double Value)> Values);
