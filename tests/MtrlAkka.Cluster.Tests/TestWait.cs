namespace MtrlAkka.Cluster.Tests;

/// <summary>Waiting that says what did not come.</summary>
internal static class TestWait
{
    public static Task For(Task task, string what, TimeSpan patience) => For(task, () => what, patience);

    public static async Task For(Task task, Func<string> what, TimeSpan patience)
    {
        try
        {
            await task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{what()} did not come within {patience.TotalSeconds} s");
        }
    }
}
