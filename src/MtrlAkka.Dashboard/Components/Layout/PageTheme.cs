using MudBlazor;

namespace MtrlAkka.Dashboard.Components.Layout;

/// <summary>The page's colours and letters; those of the system, so that none are fetched.</summary>
internal static class PageTheme
{
    private const string Ink = "#0f161d";
    private static readonly string[] Letters = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Ubuntu", "Cantarell", "Noto Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5c8f", Secondary = "#9a5b00", Success = "#00785a", Warning = "#9a5b00", Error = "#b3261e", Info = "#0b5c8f",
            AppbarBackground = "#12344d", AppbarText = "#ffffff", Background = "#f5f7f9", Surface = "#ffffff", DrawerBackground = "#ffffff",
            TextPrimary = "#16212b", TextSecondary = "#51606d", LinesDefault = "#dde3e8", TableLines = "#dde3e8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#6cb8e6", Secondary = "#e6b566", Success = "#4cc3a0", Warning = "#e6b566", Error = "#f2918b", Info = "#6cb8e6",
            AppbarBackground = "#0d1b27", AppbarText = "#e3ebf1", Background = "#0f161d", Surface = "#172129", DrawerBackground = "#131c24",
            TextPrimary = "#e3ebf1", TextSecondary = "#9fb0bd", LinesDefault = "#2a3640", TableLines = "#2a3640",
            PrimaryContrastText = Ink, SecondaryContrastText = Ink, SuccessContrastText = Ink, WarningContrastText = Ink, ErrorContrastText = Ink, InfoContrastText = Ink,
        },
        Typography = new Typography { Default = new DefaultTypography { FontFamily = Letters, FontSize = "0.9rem" }, Button = new ButtonTypography { TextTransform = "none" } },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "230px" },
    };
}
