using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>
/// Which captures of a part count: each once, however often it is asked for, and none behind a later one. Only the
/// latest coordinator's are taken.
/// </summary>
/// <param name="self">The part's instance.</param>
public sealed class CaptureTurn(Incarnation self)
{
    private (long Term, long Attempt) _last;

    /// <summary>What was told when the last capture was on disk, to be told again where it is asked for again; null: nothing yet.</summary>
    public object? Answer { get; private set; }

    /// <summary>A capture is asked for.</summary>
    /// <param name="capture">What is asked.</param>
    /// <param name="roster">The latest roster, or null.</param>
    /// <returns>Whether to begin it; false also where it is under way, or over (<see cref="Answer"/>).</returns>
    public bool Begins(CaptureAsyncPart capture, Roster? roster)
    {
        if (capture.Incarnation != self || capture.Term < (roster?.Term ?? 0)) return false;
        if ((capture.Term, capture.Attempt).CompareTo(_last) <= 0) return false;
        (_last, Answer) = ((capture.Term, capture.Attempt), null);
        return true;
    }

    /// <summary>Whether a capture is the last that was asked for.</summary>
    public bool IsLast(CaptureAsyncPart capture) => (capture.Term, capture.Attempt) == _last;

    /// <summary>A capture is on disk, or could not be written.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="answer">What to tell the coordinator.</param>
    /// <returns>Whether to tell it: none was asked for since.</returns>
    public bool Ends(CaptureAsyncPart capture, object answer)
    {
        if (!IsLast(capture)) return false;
        Answer = answer;
        return true;
    }
}
