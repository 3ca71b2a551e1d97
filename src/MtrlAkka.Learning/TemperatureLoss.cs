namespace MtrlAkka.Learning;

/// <summary>
/// What the loss of the temperatures is linear in; h is the policy's entropy less the target. The two have one zero, but a small
/// temperature moves more slowly under the second.
/// </summary>
public enum TemperatureLoss
{
    /// <summary>log α · h, as the reference implementation of arXiv 2503.05126 has it: the gradient with respect to log α is h.</summary>
    LogAlpha,

    /// <summary>α · h, as in BRC (arXiv 2505.23150): the gradient with respect to log α is α h.</summary>
    Alpha,
}
