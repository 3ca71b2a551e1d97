namespace MtrlAkka.Learning;

/// <summary>
/// The arithmetic by which rows come to know of their tasks. Which task a row is of, its one-hot says, [1, rows, tasks]; in a
/// run rows are grouped by task, but nothing here asks for it.
/// </summary>
internal abstract class TaskKernels
{
    /// <summary>Divides rewards by the divisors of their tasks (<see cref="RewardNormalisation.Divisor"/>), at the temperatures of the moment.</summary>
    /// <param name="normalisation">The divisors' constants.</param>
    /// <param name="oneHot">[1, rows, tasks].</param>
    /// <param name="extents">[1, 1, tasks]: the largest absolute returns; infinite makes rewards 0.</param>
    /// <param name="logAlpha">[1, 1, tasks], or [1, 1, 1] where tasks share a temperature.</param>
    /// <param name="rewards">[1, rows, 1]; updated.</param>
    public abstract void Normalise(RewardNormalisation normalisation, Matrix oneHot, Matrix extents, Matrix logAlpha, Matrix rewards);

    /// <summary>Fills columns of an input with the vectors of the rows' tasks at length 1.</summary>
    /// <param name="table">[1, tasks, size].</param>
    /// <param name="oneHot">[1, rows, tasks].</param>
    /// <param name="columns">[1, rows, size].</param>
    public abstract void Embed(Matrix table, Matrix oneHot, Matrix columns);

    /// <summary>
    /// Overwrites a table's gradient. With g the sum of the gradient over a task's rows and over the members, e = w / |w|, it is
    /// (g - e (e·g)) / |w|: orthogonal to the vector, whose length changes by the optimiser's scaling and decay alone.
    /// </summary>
    /// <param name="table">[1, tasks, size].</param>
    /// <param name="oneHot">[1, rows, tasks].</param>
    /// <param name="columnGradient">[members, rows, size]: with respect to what <see cref="Embed"/> filled.</param>
    /// <param name="gradient">[1, tasks, size].</param>
    public abstract void EmbedBackward(Matrix table, Matrix oneHot, Matrix columnGradient, Matrix gradient);
}
