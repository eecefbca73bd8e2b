//go:build tools

// Package tools names what is built, so that go.mod and go.sum hold all that it needs.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
