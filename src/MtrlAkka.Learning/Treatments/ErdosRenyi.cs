namespace MtrlAkka.Learning;

/// <summary>
/// How many connections each kernel of a sparse network has (Mocanu et al., arXiv 1707.04780; Evci et al., arXiv 1911.11134):
/// a kernel of n inputs and m outputs has the density ε (n + m) / (n m), with one ε for all, such that the whole has the share
/// of connections that is asked for; where that would be more than 1 the kernel is dense, and the others have so many fewer.
/// Small kernels are denser than large ones.
/// </summary>
internal static class ErdosRenyi
{
    /// <summary>Density of each kernel, in [0, 1].</summary>
    /// <param name="kernels">Inputs, outputs, and how many there are of this kind.</param>
    /// <param name="share">Share of all weights that have no connection, in [0, 1).</param>
    public static double[] Densities(IReadOnlyList<(long Inputs, long Outputs, long Copies)> kernels, double share)
    {
        double[] raw = [.. kernels.Select(static kernel => (kernel.Inputs + kernel.Outputs) / ((double)kernel.Inputs * kernel.Outputs))];
        double[] sizes = [.. kernels.Select(static kernel => (double)kernel.Inputs * kernel.Outputs * kernel.Copies)];
        bool[] dense = new bool[raw.Length];
        // What makes a kernel dense takes from the others' ε, never adds, so this ends.
        while (true)
        {
            double left = (1 - share) * sizes.Sum(), sum = 0;
            for (int i = 0; i < raw.Length; i++)
            {
                if (dense[i]) left -= sizes[i];
                else sum += raw[i] * sizes[i];
            }

            double epsilon = sum > 0 ? left / sum : 0;
            double most = Enumerable.Range(0, raw.Length).Where(i => !dense[i]).Select(i => raw[i]).DefaultIfEmpty().Max();
            if (most * epsilon <= 1) return [.. raw.Select((one, i) => dense[i] ? 1 : one * epsilon)];
            for (int i = 0; i < raw.Length; i++) dense[i] |= raw[i] == most;
        }
    }
}
