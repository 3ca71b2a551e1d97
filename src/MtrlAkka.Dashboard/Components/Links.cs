namespace MtrlAkka.Dashboard.Components;

/// <summary>Addresses of the pages.</summary>
internal static class Links
{
    /// <summary>A run's first page, or another one of it.</summary>
    public static string Run(string name, string page = "") => $"/runs/{Uri.EscapeDataString(name)}{(page.Length > 0 ? "/" + page : "")}";

    /// <summary>A study.</summary>
    public static string Study(string name) => $"/studies/{Uri.EscapeDataString(name)}";

    /// <summary>A clip's file.</summary>
    public static string Clip(string run, string file) => $"/clips/{Uri.EscapeDataString(run)}/{Uri.EscapeDataString(file)}";
}
