using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>How the conductor lets a run stand still for a while: at a round's end, behind a checkpoint, so that a pause decides no result.</summary>
public sealed partial class RunConductor
{
    private bool _paused;
    private (long Epoch, long Round)? _resting;

    private void OnPause()
    {
        if (_paused) return;
        _paused = true;
        if (_running) Phase("pausing");
        Revoke();
    }

    private void OnResume()
    {
        if (!_paused) return;
        (_paused, _resting) = (false, null);
        Raise("paused", null);
        if (!_running) return;
        // Rates count from here, not from the beginning of the life.
        _host.Report(new PhaseChanged("training", _life!.Clock.Completed));
        // Where a checkpoint is under way, its end lets the rounds go on.
        Advance();
    }

    // What still happens, the end of an evaluation for one, comes here again.
    private void Rest(long round)
    {
        if (_resting == (_epoch, round)) return;
        _resting = (_epoch, round);
        Phase("paused");
        Raise("paused", $"the run is paused behind round {round}; it goes on when it is resumed");
    }
}
