namespace MtrlAkka.Replay;

/// <summary>What a <see cref="SampleToInsertRatio"/> has let pass: all of its state.</summary>
/// <param name="Inserts">Rows inserted.</param>
/// <param name="Samples">Rows sampled.</param>
public sealed record SampleToInsertState(long Inserts, long Samples);

/// <summary>
/// Ties free-running environments and learner to each other, as Reverb's rate limiter of that name does: after a start of inserts alone,
/// inserts × ratio − samples stays within an error buffer around where it stood at the start. Counts are in rows.
/// </summary>
public sealed class SampleToInsertRatio
{
    private readonly double _ratio;
    private readonly long _start;
    private readonly double _least;
    private readonly double _most;

    /// <summary>A limiter that has let nothing pass.</summary>
    /// <param name="samplesPerInsert">Rows sampled for each row inserted; above 0.</param>
    /// <param name="minSizeToSample">Rows inserted before the first sample; at least 1.</param>
    /// <param name="errorBuffer">
    /// How far, in sampled rows, either side may run ahead. At least the larger of one insert's worth of samples and one sample,
    /// or each could wait for the other for ever.
    /// </param>
    /// <param name="largestInsert">Rows of the largest single insert.</param>
    /// <param name="largestSample">Rows of the largest single sample.</param>
    /// <exception cref="ArgumentOutOfRangeException">The settings make no sense, or could block both sides for ever.</exception>
    public SampleToInsertRatio(
        double samplesPerInsert, long minSizeToSample, double errorBuffer, int largestInsert = 1, int largestSample = 1)
    {
        if (!(samplesPerInsert > 0 && double.IsFinite(samplesPerInsert)))
            throw new ArgumentOutOfRangeException(nameof(samplesPerInsert), samplesPerInsert, "samples per insert must be above 0");
        ArgumentOutOfRangeException.ThrowIfLessThan(minSizeToSample, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(largestInsert, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(largestSample, 1);
        double least = Math.Max(samplesPerInsert * largestInsert, largestSample);
        if (!(errorBuffer >= least))
        {
            throw new ArgumentOutOfRangeException(
                nameof(errorBuffer), errorBuffer, $"inserts of {largestInsert} rows and samples of {largestSample} need an error buffer of at least {least}, or both could wait for ever");
        }

        (_ratio, _start) = (samplesPerInsert, minSizeToSample);
        double middle = samplesPerInsert * minSizeToSample;
        (_least, _most) = (middle - errorBuffer, middle + errorBuffer);
        (LargestInsert, LargestSample) = (largestInsert, largestSample);
    }

    /// <summary>Rows of the largest single insert.</summary>
    public int LargestInsert { get; }

    /// <summary>Rows of the largest single sample.</summary>
    public int LargestSample { get; }

    /// <summary>Rows inserted so far.</summary>
    public long Inserts { get; private set; }

    /// <summary>Rows sampled so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Counts an insert if it may pass now; if not, samples must come first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More rows than the largest insert, or none.</exception>
    public bool TryInsert(int rows = 1)
    {
        CheckSize(rows, LargestInsert);
        if (InsertExcess(rows) > 0) return false;
        Inserts += rows;
        return true;
    }

    /// <summary>Counts a sample if it may pass now; if not, inserts must come first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More rows than the largest sample, or none.</exception>
    public bool TrySample(int rows = 1)
    {
        CheckSize(rows, LargestSample);
        if (!MaySample(Inserts, rows)) return false;
        Samples += rows;
        return true;
    }

    /// <summary>How many rows must be sampled before an insert may pass; 0 when it may now.</summary>
    public long SamplesAwaited(int insertRows = 1) => (long)Math.Ceiling(Math.Max(0, InsertExcess(insertRows)));

    /// <summary>How many rows must be inserted before a sample may pass; 0 when it may now.</summary>
    public long InsertsAwaited(int sampleRows = 1)
    {
        double missing = Math.Ceiling((_least + Samples + sampleRows) / _ratio);
        long needed = Math.Max(_start, (long)missing);

        // The quotient may round across the limit that TrySample computes as a product.
        while (!MaySample(needed, sampleRows)) needed++;
        while (needed > Math.Max(_start, Inserts) && MaySample(needed - 1, sampleRows)) needed--;
        return Math.Max(0, needed - Inserts);
    }

    /// <summary>The state to keep in a checkpoint.</summary>
    public SampleToInsertState Save() => new(Inserts, Samples);

    /// <summary>Takes a saved state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is below 0.</exception>
    public void Restore(SampleToInsertState state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(state.Inserts);
        ArgumentOutOfRangeException.ThrowIfNegative(state.Samples);
        (Inserts, Samples) = (state.Inserts, state.Samples);
    }

    // By how many samples an insert would overrun its limit; before the start nothing holds it back.
    private double InsertExcess(int rows)
    {
        long after = Inserts + rows;
        return after <= _start ? 0 : (after * _ratio) - Samples - _most;
    }

    private bool MaySample(long inserts, int rows) => inserts >= _start && (inserts * _ratio) - Samples - rows >= _least;

    private static void CheckSize(int rows, int largest)
    {
        if (rows < 1 || rows > largest)
            throw new ArgumentOutOfRangeException(nameof(rows), rows, $"from 1 to {largest} rows at a time, as the limiter was told");
    }
}
