namespace MtrlAkka.Dashboard.Tests;

/// <summary>Waiting that says what did not come.</summary>
internal static class TestWait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    public static async Task<T> For<T>(Task<T> task, Func<string> what)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{what()} did not come within {Patience.TotalSeconds} s");
        }
    }
}
