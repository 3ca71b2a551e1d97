namespace MtrlAkka.Learning;

/// <summary>How PCGrad projects; the default is the paper's algorithm, the rest that of <see cref="ReferenceFaults.PcGrad"/>.</summary>
/// <param name="Self">Whether a gradient is projected on its own original too, where its turn comes.</param>
/// <param name="Epsilon">Added to the squared norm that is divided by.</param>
/// <param name="Mean">Whether the result is the mean and not the sum.</param>
internal sealed record Projection(bool Self = false, double Epsilon = 0, bool Mean = false);

/// <summary>How GradNorm learns the tasks' weights.</summary>
/// <param name="Asymmetry">See <see cref="GradNormSettings"/>.</param>
/// <param name="Adam">Of the weights; without clip and decay.</param>
/// <param name="TargetsMove">See <see cref="ReferenceFaults.GradNormTargetsMove"/>.</param>
internal sealed record Balancing(double Asymmetry, AdamSettings Adam, bool TargetsMove);

/// <summary>
/// What becomes of the gradients of tasks. With g_i the gradient of task i's own loss (the mean over its rows), a row of
/// <see cref="TaskGradients"/> is g_i / tasks. Numbers of tasks or of their pairs are computed in float64, and on a device all stays there.
/// </summary>
internal abstract class TaskGradientKernels
{
    // Keeps the share of a first loss of 0 finite; the reference implementation's.
    protected const double LossEpsilon = 1e-12;

    /// <summary>
    /// Smallest weight of a task before they are brought to their sum: some steps of the optimiser wide, so that no weight
    /// passes 0, behind which a task would be made worse.
    /// </summary>
    protected const double LeastWeight = 1e-3;

    /// <summary>
    /// PCGrad (arXiv 2001.06782, algorithm 1). Each g_i is projected, with the g_j in their order for i, j ≠ i, onto the normal plane of
    /// every g_j that it conflicts with by then: g_i -= min(g_i·g_j, 0) / |g_j|² g_j with the original g_j. As all that is ever needed of the
    /// vectors is their products, this works on the matrix of products g_i·g_j alone, and gives coefficients c with Σ_i g_i' = Σ_i c_i g_i.
    /// </summary>
    /// <param name="gradients">Of all parameters.</param>
    /// <param name="order">[1, tasks, tasks]: row i has the tasks in the order in which g_i meets them; i itself may be at any place.</param>
    /// <param name="projection">Its variant.</param>
    /// <param name="combined">[1, 1, length], filled with Σ_i g_i', or their mean.</param>
    /// <param name="metrics">Sums on the device.</param>
    /// <param name="place">Where the number of pairs with g_i·g_j below 0 is added.</param>
    public abstract void Project(TaskGradients gradients, Matrix order, Projection projection, Matrix combined, Matrix metrics, int place);

    /// <summary>
    /// One step of GradNorm (arXiv 1711.02257, algorithm 1) on the weights w, which are above 0: n_i = |w_i g_i| goes towards mean(n) r_i^α, which is held constant, by an
    /// Adam step on Σ_i |n_i - mean(n) r_i^α|; then w is brought to the sum of tasks. r_i is the task's loss as a share of its first
    /// one, over the mean of these shares; 1 without losses.
    /// </summary>
    /// <param name="gradients">Of the parameters that the norms are over.</param>
    /// <param name="losses">[1, 1, tasks], at least 0; null where the losses tell nothing.</param>
    /// <param name="state">Updated.</param>
    /// <param name="balancing">Rates.</param>
    /// <param name="step">Number of this step, from 1; at 1 the losses become the first ones.</param>
    public abstract void Balance(TaskGradients gradients, Matrix? losses, GradNormState state, Balancing balancing, long step);

    /// <summary>Takes out what has no connection: each task's gradient becomes gradient × mask, which is of the whole network.</summary>
    public abstract void Mask(TaskGradients gradients, FlatParameters mask);

    /// <summary>Multiplies each row of [members, rows, columns] by factor times the weight [1, 1, tasks] of its task.</summary>
    public abstract void Weigh(Matrix rows, Matrix weights, double factor);
}
