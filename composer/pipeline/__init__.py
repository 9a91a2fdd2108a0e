"""What happens to an issue, in which order. Nothing else knows the order.

    load → compose → address → check → render → deliver

`edition` goes as far as check, `letters` goes on from there, `workspace` begins a workspace or an issue.
Each command imports only the part it needs: `compose` must not wait for what `render` imports.
"""
