namespace MtrlAkka.MetaWorld;

/// <summary>How far one recorded rollout and its replay are apart.</summary>
/// <param name="Task">Full name of the task.</param>
/// <param name="Rollout">The rollout's name; <c>reset</c> for the first observations of goals.</param>
/// <param name="Steps">Steps compared; for resets, goals.</param>
/// <param name="ObservationError">Largest absolute difference of an observation's number.</param>
/// <param name="RewardError">Largest of a reward.</param>
/// <param name="InfoError">Largest of the seven figures.</param>
/// <param name="ActionError">Largest of the scripted policy's answers to the recorded observations.</param>
/// <param name="SuccessMismatches">Steps where only one of the two succeeds.</param>
/// <param name="FirstStepBeyond">The first step (0 is the reset) beyond tolerance, or -1.</param>
/// <param name="FirstSuccess">Index of the replay's first step with success, or -1.</param>
/// <param name="GoldenFirstSuccess">The same as recorded.</param>
public sealed record RolloutReport(
    string Task,
    string Rollout,
    int Steps,
    double ObservationError,
    double RewardError,
    double InfoError,
    double ActionError,
    int SuccessMismatches,
    int FirstStepBeyond,
    int FirstSuccess,
    int GoldenFirstSuccess)
{
    /// <summary>Whether all differences stay within tolerance.</summary>
    public bool Within => FirstStepBeyond < 0;
}
