"""Forms about oneself."""

from django import forms


class SignupForm(forms.Form):
    """What sign-up asks besides address and password."""

    display_name = forms.CharField(label="Name", max_length=64)

    def signup(self, request, user):  # type: ignore[no-untyped-def]
        user.display_name = self.cleaned_data["display_name"]
        user.save()
